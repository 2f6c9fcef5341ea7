// AWS Amplify, version 6: whatever `aws-amplify/auth` exports can be called.

import { fixRandomness, serve } from "./bridge.mjs";

const { Amplify } = await import("aws-amplify");
const auth = await import("aws-amplify/auth");

const functions = {
  async configure(userPoolId, userPoolClientId, userPoolEndpoint) {
    Amplify.configure({ Auth: { Cognito: { userPoolId, userPoolClientId, userPoolEndpoint } } });
  },

  async fixRandomness(number) {
    fixRandomness(number);
  },

  /** The tokens as text, which JSON would take for objects. */
  async tokens(options) {
    const { tokens } = await auth.fetchAuthSession(options);
    return { accessToken: `${tokens.accessToken}`, idToken: `${tokens.idToken}` };
  },
};

// Looked up call by call: the library puts another `autoSignIn` in place when somebody signs up.
await serve(new Proxy(functions, { get: (own, name) => own[name] ?? auth[name] }));
