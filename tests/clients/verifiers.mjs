// aws-jwt-verify as it is published: it fetches keys by HTTPS itself.

import "./to_this_machine.mjs";
import { serve } from "./bridge.mjs";

const { AlbJwtVerifier, CognitoJwtVerifier, JwtVerifier } = await import("aws-jwt-verify");

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
