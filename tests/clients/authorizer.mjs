// A Lambda authorizer of a REST API as one would deploy it, with aws-jwt-verify.

import { CognitoJwtVerifier } from "aws-jwt-verify";

const verifier = CognitoJwtVerifier.create({
  userPoolId: process.env.USER_POOL_ID,
  clientId: process.env.CLIENT_ID,
  tokenUse: "access",
});

export const handler = async (event) => {
  const token = event.authorizationToken.replace(/^Bearer /, "");
  let claims;
  try {
    claims = await verifier.verify(token);
  } catch {
    throw new Error("Unauthorized");
  }
  const effect = claims.scope.split(" ").includes("orders/read") ? "Allow" : "Deny";
  return { ...policy(claims.sub, effect, event.methodArn), context: { user: claims.username } };
};

function policy(principalId, Effect, Resource) {
  const Statement = [{ Action: "execute-api:Invoke", Effect, Resource }];
  return { principalId, policyDocument: { Version: "2012-10-17", Statement } };
}
