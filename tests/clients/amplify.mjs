// AWS Amplify, version 6: whatever `aws-amplify/auth` exports can be called.

import { fixRandomness, serve } from "./bridge.mjs";

const { Amplify } = await import("aws-amplify");
const auth = await import("aws-amplify/auth");

await serve({
  ...auth,

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
});
