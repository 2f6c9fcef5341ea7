// openid-client, version 6: a server's half of the code flow, and machines.

import { serve } from "./bridge.mjs";

const oidc = await import("openid-client");

let config;
let checks;

await serve({
  /** Discovers a pool by its issuer; plain HTTP has to be allowed. */
  async discover(issuer, clientId, secret) {
    const options = { execute: [oidc.allowInsecureRequests] };
    config = await oidc.discovery(new URL(issuer), clientId, secret, undefined, options);
    return config.serverMetadata();
  },

  /** Begins the code flow with PKCE, state and nonce; returns where the user goes. */
  async begin(redirectUri, scope, more = {}) {
    const verifier = oidc.randomPKCECodeVerifier();
    checks = {
      pkceCodeVerifier: verifier,
      expectedState: oidc.randomState(),
      expectedNonce: oidc.randomNonce(),
      idTokenExpected: true,
    };
    return oidc.buildAuthorizationUrl(config, {
      redirect_uri: redirectUri,
      scope,
      state: checks.expectedState,
      nonce: checks.expectedNonce,
      code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
      code_challenge_method: "S256",
      ...more,
    }).href;
  },

  /** Ends it where the app was called back; the library verifies all that comes. */
  async end(calledBack, other = {}) {
    const tokens = await oidc.authorizationCodeGrant(config, new URL(calledBack), {
      ...checks,
      ...other,
    });
    return { ...tokens, claims: tokens.claims() };
  },

  async userInfo(accessToken, sub) {
    return oidc.fetchUserInfo(config, accessToken, sub);
  },

  async refresh(refreshToken) {
    const tokens = await oidc.refreshTokenGrant(config, refreshToken);
    return { ...tokens, claims: tokens.claims() };
  },

  async machine(scope) {
    return oidc.clientCredentialsGrant(config, { scope });
  },

  async revoke(token) {
    return oidc.tokenRevocation(config, token);
  },

  async endSession(parameters) {
    return oidc.buildEndSessionUrl(config, parameters).href;
  },
});
