// Runs the functions of one file, as Lambda's runtime for Node.js does.
//
//   node node_runtime.mjs FILE DESCRIPTOR
//
// Events come in on stdin, answers go out on the descriptor, both in lines of JSON. A line in:
// {id, handler, event, context}, or {id, find} to learn whether there is such a handler. A line out:
// {id, result} (a text, itself JSON), {id, error, detail} (the errorMessage, and the same with type and
// place), or {id, found, names}. The first line out is {loaded}: true, or false and why. Whatever a
// function prints goes to the caller's stderr.

import { spawnSync } from "node:child_process";
import { writeSync } from "node:fs";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const file = process.argv[2];
const descriptor = Number(process.argv[3]);

function send(message) {
  const bytes = Buffer.from(JSON.stringify(message) + "\n");
  for (let sent = 0; sent < bytes.length; ) sent += writeSync(descriptor, bytes, sent);
}

// --- what the file exports ------------------------------------------------------------------------

let exported;
try {
  exported = await import(pathToFileURL(file).href);
} catch (error) {
  const why = error instanceof Error ? `${error.name}: ${error.message}` : told(error);
  send({ loaded: false, why: why + place(error) });
  process.exit(1);
}

function place(error) {
  if (!(error instanceof SyntaxError)) return "";
  const { stderr } = spawnSync(process.execPath, ["--check", file]); // its first line: FILE:LINE
  const line = /:(\d+)$/m.exec(String(stderr).split("\n", 1)[0])?.[1];
  return line === undefined ? "" : ` (line ${line})`;
}
send({ loaded: true });

function found(name) {
  const homes = [exported, exported.default].filter((home) => home !== undefined && home !== null);
  for (const home of homes) {
    const value = name.split(".").reduce((part, key) => part?.[key], home);
    if (typeof value === "function") return value;
  }
  // `export default function`, `module.exports = function`: the one that there is.
  return name === "handler" && typeof exported.default === "function" ? exported.default : undefined;
}

function names() {
  const all = { ...(Object(exported.default) === exported.default ? exported.default : {}), ...exported };
  return Object.keys(all).filter((name) => typeof all[name] === "function");
}

// --- one call -------------------------------------------------------------------------------------

const OTHERS = /node:|<anonymous>|[/\\]node_modules[/\\]|node_runtime\.mjs/;
const open = new Map(); // by id: settles a call that is under way

function call({ id, handler: name, event, context: about }) {
  const settle = (message) => {
    if (open.delete(id)) send({ id, ...message });
    rest();
  };
  open.set(id, settle);
  const done = (error, result) =>
    settle(error === undefined || error === null ? outcome(result) : failure(error));
  const handler = found(name);
  if (handler === undefined) return settle({ error: `${name} is not defined or not exported` });
  let returned;
  try {
    returned = handler(event, context(about, done), done);
  } catch (error) {
    return done(error);
  }
  if (typeof returned?.then === "function") {
    returned.then((result) => done(null, result), (error) => settle(failure(error)));
  } else if (returned !== undefined) {
    // Lambda overlooks it, and so does this: what there is to say stands where the author looks.
    console.error(`${name} is not async, so what it returns is lost: make it async, or call back`);
  }
}

function outcome(result) {
  try {
    return { result: JSON.stringify(result ?? null) ?? "null" };
  } catch (error) {
    return { error: `Unable to stringify response body: ${told(error)}` };
  }
}

function failure(error) {
  return { error: told(error), detail: detail(error) };
}

function detail(error) {
  if (!(error instanceof Error)) return told(error);
  // The innermost line that is neither of Node.js nor of a package: "at handler (file:///a/b.mjs:1:2)".
  const line = String(error.stack).split("\n").find((one) => /^ +at /.test(one) && !OTHERS.test(one));
  const at = /([^/\\]+:\d+):\d+\)?$/.exec(line ?? "")?.[1];
  return `${error.name}: ${told(error)}` + (at === undefined ? "" : ` (${at})`);
}

function told(error) {
  if (error instanceof Error || typeof error?.message === "string") return String(error.message);
  return error === undefined || error === null ? "Unknown Error" : String(error);
}

function context({ seconds, ...about }, done) {
  const deadline = performance.now() + seconds * 1000;
  return {
    ...about,
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, Math.round(deadline - performance.now())),
    done,
    succeed: (result) => done(null, result),
    fail: (error) => done(error ?? "Unknown Error"),
  };
}

// --- from line to line ----------------------------------------------------------------------------

// While a call is under way only what it started keeps this process awake. When nothing does, nothing
// will ever answer: Lambda ends such a call with null.
function rest() {
  if (open.size === 0) process.stdin.ref();
}

process.on("beforeExit", () => {
  for (const settle of [...open.values()]) settle({ result: "null" });
});

createInterface({ input: process.stdin }).on("line", (line) => {
  const message = JSON.parse(line);
  if (message.find !== undefined) {
    send({ id: message.id, found: found(message.find) !== undefined, names: names() });
    return;
  }
  call(message);
  if (open.size > 0) process.stdin.unref();
}).on("close", () => process.exit(0));
