// oidc-provider: a certified OpenID provider, with its own pages; whoever types a name is that.

import { generateKeyPairSync } from "node:crypto";
import { createServer } from "node:http";

console.warn = console.info = console.error; // standard output has the port alone

const { default: Provider } = await import("oidc-provider");

const { CALLBACK, CLIENT_SECRET } = process.env;

function jwk(alg, kind, options) {
  const { privateKey } = generateKeyPairSync(kind, options);
  return { ...privateKey.export({ format: "jwk" }), alg, use: "sig", kid: alg };
}

const keys = [
  jwk("RS256", "rsa", { modulusLength: 2048 }),
  jwk("PS256", "rsa", { modulusLength: 2048 }),
  jwk("ES256", "ec", { namedCurve: "P-256" }),
  jwk("EdDSA", "ed25519"),
];
const algorithms = ["HS256", ...keys.map(({ alg }) => alg)];

/** A client for each algorithm, by its name, and one that has to send a challenge. */
function client(id, more = {}) {
  return {
    client_id: id,
    client_secret: CLIENT_SECRET,
    redirect_uris: [CALLBACK],
    grant_types: ["authorization_code"],
    response_types: ["code"],
    token_endpoint_auth_method: "client_secret_post",
    ...more,
  };
}

const configuration = {
  clients: [
    ...algorithms.map((alg) => client(alg, { id_token_signed_response_alg: alg })),
    client("PKCE"),
  ],
  jwks: { keys },
  enabledJWA: { idTokenSigningAlgValues: algorithms },
  pkce: { required: (_, { clientId }) => clientId === "PKCE" },
  claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
  cookies: { keys: ["not-so-secret"] },
  findAccount: (_, sub) => ({
    accountId: sub,
    claims: () => ({
      sub,
      email: `${sub}@example.com`,
      email_verified: true,
      name: `The ${sub}`,
    }),
  }),
  // Nobody is asked for consent.
  async loadExistingGrant({ oidc }) {
    const grant = new oidc.provider.Grant({
      clientId: oidc.client.clientId,
      accountId: oidc.session.accountId,
    });
    grant.addOIDCScope("openid email profile");
    await grant.save();
    return grant;
  },
};

const server = createServer();
server.listen(0, "localhost", () => {
  const { port } = server.address();
  server.on("request", new Provider(`http://localhost:${port}`, configuration).callback());
  process.stdout.write(`${port}\n`);
});
