// Between a test and a client library: a line of JSON for each call, a line of JSON for its outcome.

import { webcrypto } from "node:crypto";
import { createInterface } from "node:readline";

// Amplify needs both, and older Nodes lack them.
globalThis.crypto ??= webcrypto;
globalThis.navigator ??= { userAgent: `Node.js/${process.versions.node}` };

console.log = console.info = console.debug = console.error; // the other end reads standard output

const draw = crypto.getRandomValues.bind(crypto);
let words = [];

// Both libraries draw SRP's private exponent in words of 32 bits, the first one first.
crypto.getRandomValues = (array) => {
  if (!words.length || array.length > 1) return draw(array);
  array[0] = words.shift();
  return array;
};

/** Makes the platform's next random number this one, in hexadecimal. */
export function fixRandomness(number) {
  words = number.match(/.{8}/g).map((word) => parseInt(word, 16));
}

/** Answers calls, one after the other, until standard input ends. */
export async function serve(functions) {
  for await (const line of createInterface({ input: process.stdin })) {
    const { call, given } = JSON.parse(line);
    const outcome = await functions[call](...given).then(
      (value) => ({ value: value ?? null }),
      ({ name, message, error, cause }) => {
        const detail = [error, cause?.message].find((text) => typeof text === "string") ?? "";
        return { refusal: { name, message, detail } };
      },
    );
    process.stdout.write(`${JSON.stringify(outcome)}\n`);
  }
  process.exit(); // connections that are kept would hold it for seconds
}
