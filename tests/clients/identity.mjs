// amazon-cognito-identity-js: whatever a CognitoUser can do can be called.

import { fixRandomness, serve } from "./bridge.mjs";

const { AuthenticationDetails, CognitoUser, CognitoUserAttribute, CognitoUserPool } = (
  await import("amazon-cognito-identity-js")
).default;

const CHALLENGES = [
  "customChallenge",
  "inputVerificationCode",
  "mfaRequired",
  "mfaSetup",
  "newPasswordRequired",
  "selectMFAType",
  "totpRequired",
];

let pool;
let user;

/** Calls a function that reports to a callback or to an object of them: to one that is both. */
function reported(begin) {
  return new Promise((resolve, reject) => {
    const report = (error, value) => (error ? reject(error) : resolve(value));
    report.onSuccess = resolve;
    report.onFailure = reject;
    report.associateSecretCode = resolve;
    for (const asks of CHALLENGES) report[asks] = (...values) => resolve({ asks, values });
    begin(report);
  });
}

const functions = {
  async configure(UserPoolId, ClientId, endpoint) {
    pool = new CognitoUserPool({ UserPoolId, ClientId, endpoint });
  },

  async fixRandomness(number) {
    fixRandomness(number);
  },

  async user(Username) {
    user = new CognitoUser({ Username, Pool: pool });
  },

  async setAuthenticationFlowType(name) {
    user.setAuthenticationFlowType(name);
  },

  signUp(username, password, attributes) {
    const list = Object.entries(attributes).map(
      ([Name, Value]) => new CognitoUserAttribute({ Name, Value }),
    );
    return reported((report) => pool.signUp(username, password, list, null, report)).then(
      ({ userConfirmed, userSub }) => ({ userConfirmed, userSub }),
    );
  },

  authenticateUser(Password) {
    const details = new AuthenticationDetails({ Username: user.getUsername(), Password });
    return reported((report) => user.authenticateUser(details, report));
  },

  initiateAuth() {
    const details = new AuthenticationDetails({ Username: user.getUsername() });
    return reported((report) => user.initiateAuth(details, report));
  },

  sendMFACode(code, challenge) {
    return reported((report) => user.sendMFACode(code, report, challenge));
  },

  refreshSession() {
    const token = user.getSignInUserSession().getRefreshToken();
    return reported((report) => user.refreshSession(token, report));
  },
};

await serve(
  new Proxy(functions, {
    get: (own, name) =>
      own[name] ?? ((...given) => reported((report) => user[name](...given, report))),
  }),
);
