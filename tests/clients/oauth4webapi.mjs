// oauth4webapi: the code flow and machines, each request and each answer by itself.

import { serve } from "./bridge.mjs";

const oauth = await import("oauth4webapi");

const options = { [oauth.allowInsecureRequests]: true };
let server;
let client;
let authentication;
let checks;

/** Where the user goes, with what the app has to remember. */
async function authorization(redirectUri, scope) {
  const verifier = oauth.generateRandomCodeVerifier();
  const [state, nonce] = [oauth.generateRandomState(), oauth.generateRandomNonce()];
  checks = { redirectUri, verifier, state, nonce };
  const url = new URL(server.authorization_endpoint);
  const parameters = {
    client_id: client.client_id,
    redirect_uri: redirectUri,
    response_type: "code",
    scope,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
    state,
    nonce,
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return url.href;
}

await serve({
  /** Discovers a pool; `how` names the library's way to authenticate the client. */
  async discover(issuer, clientId, how, secret) {
    const url = new URL(issuer);
    const answer = await oauth.discoveryRequest(url, { ...options, algorithm: "oidc" });
    server = await oauth.processDiscoveryResponse(url, answer);
    client = { client_id: clientId };
    authentication = oauth[how](secret);
    return server;
  },

  begin: authorization,

  async end(calledBack) {
    const { redirectUri, verifier, state, nonce } = checks;
    const parameters = oauth.validateAuthResponse(server, client, new URL(calledBack), state);
    const answer = await oauth.authorizationCodeGrantRequest(
      server,
      client,
      authentication,
      parameters,
      redirectUri,
      verifier,
      options,
    );
    const expected = { expectedNonce: nonce, requireIdToken: true };
    const tokens = await oauth.processAuthorizationCodeResponse(server, client, answer, expected);
    await oauth.validateApplicationLevelSignature(server, answer, options);
    return { ...tokens, claims: oauth.getValidatedIdTokenClaims(tokens) };
  },

  async userInfo(accessToken, sub) {
    const answer = await oauth.userInfoRequest(server, client, accessToken, options);
    return oauth.processUserInfoResponse(server, client, sub, answer);
  },

  async refresh(refreshToken) {
    const answer = await oauth.refreshTokenGrantRequest(
      server,
      client,
      authentication,
      refreshToken,
      options,
    );
    return oauth.processRefreshTokenResponse(server, client, answer);
  },

  async machine(scope) {
    const answer = await oauth.clientCredentialsGrantRequest(
      server,
      client,
      authentication,
      { scope },
      options,
    );
    return oauth.processClientCredentialsResponse(server, client, answer);
  },

  async revoke(token) {
    const answer = await oauth.revocationRequest(server, client, authentication, token, options);
    return oauth.processRevocationResponse(answer);
  },
});
