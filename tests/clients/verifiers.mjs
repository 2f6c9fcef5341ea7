// aws-jwt-verify as it is published: it fetches keys by HTTPS itself.
// HTTPS_PORT stands for a hosts file and port 443: every connection goes to this machine, and the
// certificate has to be good for the name that was asked.

import { globalAgent } from "node:https";
import { connect } from "node:tls";
import { serve } from "./bridge.mjs";

const { AlbJwtVerifier, CognitoJwtVerifier, JwtVerifier } = await import("aws-jwt-verify");

const port = Number(process.env.HTTPS_PORT);

globalAgent.createConnection = (wanted, done) =>
  connect({ ...wanted, servername: wanted.servername || wanted.host, host: "127.0.0.1", port }, done);

await serve({
  async verify(userPoolId, clientId, tokenUse, token) {
    return CognitoJwtVerifier.create({ userPoolId, clientId, tokenUse }).verify(token);
  },

  async verifyOfBalancer(albArn, issuer, clientId, token) {
    return AlbJwtVerifier.create({ albArn, issuer, clientId }).verify(token);
  },

  async verifyOf(issuer, jwksUri, audience, token) {
    return JwtVerifier.create({ issuer, jwksUri, audience }).verify(token);
  },
});
