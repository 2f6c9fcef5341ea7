# ruff: noqa: E501 - a union stands on one line, however long
# fmt: off
# The documents of requests and answers, for type checkers only. Generated: do not edit.

from datetime import datetime
from typing import Any, Literal, Required, TypeAlias, TypedDict

class AccountRecoverySettingType(TypedDict, total=False):
    RecoveryMechanisms: list[RecoveryOptionType]

class AccountTakeoverActionType(TypedDict, total=False):
    Notify: Required[bool]
    EventAction: Required[AccountTakeoverEventActionType]

class AccountTakeoverActionsType(TypedDict, total=False):
    LowAction: AccountTakeoverActionType
    MediumAction: AccountTakeoverActionType
    HighAction: AccountTakeoverActionType

AccountTakeoverEventActionType: TypeAlias = Literal["BLOCK", "MFA_IF_CONFIGURED", "MFA_REQUIRED", "NO_ACTION"]

class AccountTakeoverRiskConfigurationType(TypedDict, total=False):
    NotifyConfiguration: NotifyConfigurationType
    Actions: Required[AccountTakeoverActionsType]

class AcrLevelConfigType(TypedDict, total=False):
    AcrValue: Required[str]

class AddCustomAttributesRequest(TypedDict, total=False):
    UserPoolId: Required[str]
    CustomAttributes: Required[list[SchemaAttributeType]]

class AddCustomAttributesResponse(TypedDict, total=False):
    ...

class AddUserPoolClientSecretRequest(TypedDict, total=False):
    UserPoolId: Required[str]
    ClientId: Required[str]
    ClientSecret: str

class AddUserPoolClientSecretResponse(TypedDict, total=False):
    ClientSecretDescriptor: ClientSecretDescriptorType

class AdminAddUserToGroupRequest(TypedDict, total=False):
    UserPoolId: Required[str]
    Username: Required[str]
    GroupName: Required[str]

class AdminConfirmSignUpRequest(TypedDict, total=False):
    UserPoolId: Required[str]
    Username: Required[str]
    ClientMetadata: dict[str, str]

class AdminConfirmSignUpResponse(TypedDict, total=False):
    ...

class AdminCreateUserConfigType(TypedDict, total=False):
    AllowAdminCreateUserOnly: bool
    UnusedAccountValidityDays: int
    InviteMessageTemplate: MessageTemplateType

class AdminCreateUserRequest(TypedDict, total=False):
    UserPoolId: Required[str]
    Username: Required[str]
    UserAttributes: list[AttributeType]
    ValidationData: list[AttributeType]
    TemporaryPassword: str
    ForceAliasCreation: bool
    MessageAction: MessageActionType
    DesiredDeliveryMediums: list[DeliveryMediumType]
    ClientMetadata: dict[str, str]

class AdminCreateUserResponse(TypedDict, total=False):
    User: UserType

class AdminDeleteSoftwareTokenRequest(TypedDict, total=False):
    UserPoolId: Required[str]
    Username: Required[str]

class AdminDeleteSoftwareTokenResponse(TypedDict, total=False):
    ...

class AdminDeleteUserAttributesRequest(TypedDict, total=False):
    UserPoolId: Required[str]
    Username: Required[str]
    UserAttributeNames: Required[list[str]]

class AdminDeleteUserAttributesResponse(TypedDict, total=False):
    ...

class AdminDeleteUserRequest(TypedDict, total=False):
    UserPoolId: Required[str]
    Username: Required[str]

class AdminDisableProviderForUserRequest(TypedDict, total=False):
    UserPoolId: Required[str]
    User: Required[ProviderUserIdentifierType]

class AdminDisableProviderForUserResponse(TypedDict, total=False):
    ...

class AdminDisableUserRequest(TypedDict, total=False):
    UserPoolId: Required[str]
    Username: Required[str]

class AdminDisableUserResponse(TypedDict, total=False):
    ...

class AdminEnableUserRequest(TypedDict, total=False):
    UserPoolId: Required[str]
    Username: Required[str]

class AdminEnableUserResponse(TypedDict, total=False):
    ...

class AdminForgetDeviceRequest(TypedDict, total=False):
    UserPoolId: Required[str]
    Username: Required[str]
    DeviceKey: Required[str]

class AdminGetDeviceRequest(TypedDict, total=False):
    DeviceKey: Required[str]
    UserPoolId: Required[str]
    Username: Required[str]

class AdminGetDeviceResponse(TypedDict, total=False):
    Device: Required[DeviceType]

class AdminGetUserAuthFactorsRequest(TypedDict, total=False):
    UserPoolId: Required[str]
    Username: Required[str]

class AdminGetUserAuthFactorsResponse(TypedDict, total=False):
    Username: Required[str]
    PreferredMfaSetting: str
    UserMFASettingList: list[str]
    ConfiguredUserAuthFactors: list[AuthFactorType]

class AdminGetUserRequest(TypedDict, total=False):
    UserPoolId: Required[str]
    Username: Required[str]

class AdminGetUserResponse(TypedDict, total=False):
    Username: Required[str]
    UserAttributes: list[AttributeType]
    UserCreateDate: datetime
    UserLastModifiedDate: datetime
    Enabled: bool
    UserStatus: UserStatusType
    MFAOptions: list[MFAOptionType]
    PreferredMfaSetting: str
    UserMFASettingList: list[str]

class AdminInitiateAuthRequest(TypedDict, total=False):
    UserPoolId: Required[str]
    ClientId: Required[str]
    AuthFlow: Required[AuthFlowType]
    AuthParameters: dict[str, str]
    ClientMetadata: dict[str, str]
    AnalyticsMetadata: AnalyticsMetadataType
    ContextData: ContextDataType
    Session: str

class AdminInitiateAuthResponse(TypedDict, total=False):
    ChallengeName: ChallengeNameType
    Session: str
    ChallengeParameters: dict[str, str]
    AuthenticationResult: AuthenticationResultType
    AvailableChallenges: list[ChallengeNameType]

class AdminLinkProviderForUserRequest(TypedDict, total=False):
    UserPoolId: Required[str]
    DestinationUser: Required[ProviderUserIdentifierType]
    SourceUser: Required[ProviderUserIdentifierType]

class AdminLinkProviderForUserResponse(TypedDict, total=False):
    ...

class AdminListDevicesRequest(TypedDict, total=False):
    UserPoolId: Required[str]
    Username: Required[str]
    Limit: int
    PaginationToken: str

class AdminListDevicesResponse(TypedDict, total=False):
    Devices: list[DeviceType]
    PaginationToken: str

class AdminListGroupsForUserRequest(TypedDict, total=False):
    Username: Required[str]
    UserPoolId: Required[str]
    Limit: int
    NextToken: str

class AdminListGroupsForUserResponse(TypedDict, total=False):
    Groups: list[GroupType]
    NextToken: str

class AdminListUserAuthEventsRequest(TypedDict, total=False):
    UserPoolId: Required[str]
    Username: Required[str]
    MaxResults: int
    NextToken: str

class AdminListUserAuthEventsResponse(TypedDict, total=False):
    AuthEvents: list[AuthEventType]
    NextToken: str

class AdminListUserSessionsRequest(TypedDict, total=False):
    UserPoolId: Required[str]
    Username: Required[str]
    NextToken: str

class AdminListUserSessionsResponse(TypedDict, total=False):
    Sessions: list[SessionDescriptionType]
    NextToken: str

class AdminRemoveUserFromGroupRequest(TypedDict, total=False):
    UserPoolId: Required[str]
    Username: Required[str]
    GroupName: Required[str]

class AdminResetUserPasswordRequest(TypedDict, total=False):
    UserPoolId: Required[str]
    Username: Required[str]
    ClientMetadata: dict[str, str]

class AdminResetUserPasswordResponse(TypedDict, total=False):
    ...

class AdminRespondToAuthChallengeRequest(TypedDict, total=False):
    UserPoolId: Required[str]
    ClientId: Required[str]
    ChallengeName: Required[ChallengeNameType]
    ChallengeResponses: dict[str, str]
    Session: str
    AnalyticsMetadata: AnalyticsMetadataType
    ContextData: ContextDataType
    ClientMetadata: dict[str, str]

class AdminRespondToAuthChallengeResponse(TypedDict, total=False):
    ChallengeName: ChallengeNameType
    Session: str
    ChallengeParameters: dict[str, str]
    AuthenticationResult: AuthenticationResultType
    AvailableChallenges: list[ChallengeNameType]

class AdminRevokeUserSessionRequest(TypedDict, total=False):
    UserPoolId: Required[str]
    Username: Required[str]
    SessionId: Required[str]
    RevokeAssociatedSessions: RevokeAssociatedSessionsType

class AdminRevokeUserSessionResponse(TypedDict, total=False):
    ...

class AdminSetUserMFAPreferenceRequest(TypedDict, total=False):
    SMSMfaSettings: SMSMfaSettingsType
    SoftwareTokenMfaSettings: SoftwareTokenMfaSettingsType
    EmailMfaSettings: EmailMfaSettingsType
    WebAuthnMfaSettings: WebAuthnMfaSettingsType
    Username: Required[str]
    UserPoolId: Required[str]

class AdminSetUserMFAPreferenceResponse(TypedDict, total=False):
    ...

class AdminSetUserPasswordRequest(TypedDict, total=False):
    UserPoolId: Required[str]
    Username: Required[str]
    Password: Required[str]
    Permanent: bool

class AdminSetUserPasswordResponse(TypedDict, total=False):
    ...

class AdminSetUserSettingsRequest(TypedDict, total=False):
    UserPoolId: Required[str]
    Username: Required[str]
    MFAOptions: Required[list[MFAOptionType]]

class AdminSetUserSettingsResponse(TypedDict, total=False):
    ...

class AdminUpdateAuthEventFeedbackRequest(TypedDict, total=False):
    UserPoolId: Required[str]
    Username: Required[str]
    EventId: Required[str]
    FeedbackValue: Required[FeedbackValueType]

class AdminUpdateAuthEventFeedbackResponse(TypedDict, total=False):
    ...

class AdminUpdateDeviceStatusRequest(TypedDict, total=False):
    UserPoolId: Required[str]
    Username: Required[str]
    DeviceKey: Required[str]
    DeviceRememberedStatus: DeviceRememberedStatusType

class AdminUpdateDeviceStatusResponse(TypedDict, total=False):
    ...

class AdminUpdateUserAttributesRequest(TypedDict, total=False):
    UserPoolId: Required[str]
    Username: Required[str]
    UserAttributes: Required[list[AttributeType]]
    ClientMetadata: dict[str, str]

class AdminUpdateUserAttributesResponse(TypedDict, total=False):
    ...

class AdminUserGlobalSignOutRequest(TypedDict, total=False):
    UserPoolId: Required[str]
    Username: Required[str]

class AdminUserGlobalSignOutResponse(TypedDict, total=False):
    ...

class AdvancedSecurityAdditionalFlowsType(TypedDict, total=False):
    CustomAuthMode: AdvancedSecurityEnabledModeType

AdvancedSecurityEnabledModeType: TypeAlias = Literal["AUDIT", "ENFORCED"]

AdvancedSecurityModeType: TypeAlias = Literal["OFF", "AUDIT", "ENFORCED"]

AliasAttributeType: TypeAlias = Literal["phone_number", "email", "preferred_username"]

class AnalyticsConfigurationType(TypedDict, total=False):
    ApplicationId: str
    ApplicationArn: str
    RoleArn: str
    ExternalId: str
    UserDataShared: bool

class AnalyticsMetadataType(TypedDict, total=False):
    AnalyticsEndpointId: str

AssetCategoryType: TypeAlias = Literal["FAVICON_ICO", "FAVICON_SVG", "EMAIL_GRAPHIC", "SMS_GRAPHIC", "AUTH_APP_GRAPHIC", "PASSWORD_GRAPHIC", "PASSKEY_GRAPHIC", "PAGE_HEADER_LOGO", "PAGE_HEADER_BACKGROUND", "PAGE_FOOTER_LOGO", "PAGE_FOOTER_BACKGROUND", "PAGE_BACKGROUND", "FORM_BACKGROUND", "FORM_LOGO", "IDP_BUTTON_ICON"]

AssetExtensionType: TypeAlias = Literal["ICO", "JPEG", "PNG", "SVG", "WEBP"]

class AssetType(TypedDict, total=False):
    Category: Required[AssetCategoryType]
    ColorMode: Required[ColorSchemeModeType]
    Extension: Required[AssetExtensionType]
    Bytes: bytes
    ResourceId: str

class AssociateSoftwareTokenRequest(TypedDict, total=False):
    AccessToken: str
    Session: str

class AssociateSoftwareTokenResponse(TypedDict, total=False):
    SecretCode: str
    Session: str

AttributeDataType: TypeAlias = Literal["String", "Number", "DateTime", "Boolean"]

class AttributeType(TypedDict, total=False):
    Name: Required[str]
    Value: str

class AuthEventType(TypedDict, total=False):
    EventId: str
    EventType: EventType
    CreationDate: datetime
    EventResponse: EventResponseType
    EventRisk: EventRiskType
    ChallengeResponses: list[ChallengeResponseType]
    EventContextData: EventContextDataType
    EventFeedback: EventFeedbackType

AuthFactorType: TypeAlias = Literal["PASSWORD", "EMAIL_OTP", "SMS_OTP", "WEB_AUTHN", "SOFTWARE_TOKEN"]

AuthFlowType: TypeAlias = Literal["USER_SRP_AUTH", "REFRESH_TOKEN_AUTH", "REFRESH_TOKEN", "CUSTOM_AUTH", "ADMIN_NO_SRP_AUTH", "USER_PASSWORD_AUTH", "ADMIN_USER_PASSWORD_AUTH", "USER_AUTH"]

class AuthenticationResultType(TypedDict, total=False):
    AccessToken: str
    ExpiresIn: int
    TokenType: str
    RefreshToken: str
    IdToken: str
    NewDeviceMetadata: NewDeviceMetadataType

CIMDCacheActionType: TypeAlias = Literal["REFRESH", "INVALIDATE"]

class CIMDPolicySummaryType(TypedDict, total=False):
    CIMDPolicyId: Required[str]
    ClientId: str
    PolicyName: Required[str]
    CacheDuration: int
    CreationDate: datetime
    LastModifiedDate: datetime

class CIMDPolicyType(TypedDict, total=False):
    UserPoolId: Required[str]
    CIMDPolicyId: Required[str]
    ClientId: str
    PolicyName: Required[str]
    CacheDuration: int
    URLPatterns: list[str]
    CreationDate: datetime
    LastModifiedDate: datetime

class CancelPointInTimeRecoveryRequest(TypedDict, total=False):
    UserPoolId: Required[str]
    RestoreId: Required[str]

class CancelPointInTimeRecoveryResponse(TypedDict, total=False):
    Restoration: RestorationType

ChallengeName: TypeAlias = Literal["Password", "Mfa"]

ChallengeNameType: TypeAlias = Literal["SMS_MFA", "EMAIL_OTP", "SOFTWARE_TOKEN_MFA", "SELECT_MFA_TYPE", "MFA_SETUP", "PASSWORD_VERIFIER", "CUSTOM_CHALLENGE", "SELECT_CHALLENGE", "DEVICE_SRP_AUTH", "DEVICE_PASSWORD_VERIFIER", "ADMIN_NO_SRP_AUTH", "NEW_PASSWORD_REQUIRED", "SMS_OTP", "PASSWORD", "WEB_AUTHN", "PASSWORD_SRP"]

ChallengeResponse: TypeAlias = Literal["Success", "Failure"]

class ChallengeResponseType(TypedDict, total=False):
    ChallengeName: ChallengeName
    ChallengeResponse: ChallengeResponse

class ChangePasswordRequest(TypedDict, total=False):
    PreviousPassword: str
    ProposedPassword: Required[str]
    AccessToken: Required[str]

class ChangePasswordResponse(TypedDict, total=False):
    ...

class ClientAuthenticationResultType(TypedDict, total=False):
    AccessToken: str
    ExpiresIn: int
    TokenType: str

class ClientMetadataURLType(TypedDict, total=False):
    URL: Required[str]
    CachedDate: datetime
    ExpirationDate: datetime

class ClientSSOSessionConfigType(TypedDict, total=False):
    MaxValidityMinutes: Required[int]

class ClientSecretDescriptorType(TypedDict, total=False):
    ClientSecretId: str
    ClientSecretValue: str
    ClientSecretCreateDate: datetime

ClientTypeType: TypeAlias = Literal["REGULAR", "DCR"]

class CloudWatchLogsConfigurationType(TypedDict, total=False):
    LogGroupArn: str

class CodeDeliveryDetailsType(TypedDict, total=False):
    Destination: str
    DeliveryMedium: DeliveryMediumType
    AttributeName: str

ColorSchemeModeType: TypeAlias = Literal["LIGHT", "DARK", "DYNAMIC"]

class CompleteWebAuthnRegistrationRequest(TypedDict, total=False):
    AccessToken: Required[str]
    Credential: Required[Any]

class CompleteWebAuthnRegistrationResponse(TypedDict, total=False):
    ...

class CompromisedCredentialsActionsType(TypedDict, total=False):
    EventAction: Required[CompromisedCredentialsEventActionType]

CompromisedCredentialsEventActionType: TypeAlias = Literal["BLOCK", "NO_ACTION"]

class CompromisedCredentialsRiskConfigurationType(TypedDict, total=False):
    EventFilter: list[EventFilterType]
    Actions: Required[CompromisedCredentialsActionsType]

class ConfirmDeviceRequest(TypedDict, total=False):
    AccessToken: Required[str]
    DeviceKey: Required[str]
    DeviceSecretVerifierConfig: DeviceSecretVerifierConfigType
    DeviceName: str

class ConfirmDeviceResponse(TypedDict, total=False):
    UserConfirmationNecessary: bool

class ConfirmForgotPasswordRequest(TypedDict, total=False):
    ClientId: Required[str]
    SecretHash: str
    Username: Required[str]
    ConfirmationCode: Required[str]
    Password: Required[str]
    AnalyticsMetadata: AnalyticsMetadataType
    UserContextData: UserContextDataType
    ClientMetadata: dict[str, str]

class ConfirmForgotPasswordResponse(TypedDict, total=False):
    ...

class ConfirmSignUpRequest(TypedDict, total=False):
    ClientId: Required[str]
    SecretHash: str
    Username: Required[str]
    ConfirmationCode: Required[str]
    ForceAliasCreation: bool
    AnalyticsMetadata: AnalyticsMetadataType
    UserContextData: UserContextDataType
    ClientMetadata: dict[str, str]
    Session: str

class ConfirmSignUpResponse(TypedDict, total=False):
    Session: str

class ContextDataType(TypedDict, total=False):
    IpAddress: Required[str]
    ServerName: Required[str]
    ServerPath: Required[str]
    HttpHeaders: Required[list[HttpHeader]]
    EncodedData: str

class CreateCIMDPolicyRequest(TypedDict, total=False):
    UserPoolId: Required[str]
    ClientId: Required[str]
    PolicyName: Required[str]
    CacheDuration: int
    URLPatterns: Required[list[str]]

class CreateCIMDPolicyResponse(TypedDict, total=False):
    CIMDPolicy: Required[CIMDPolicyType]

class CreateGroupRequest(TypedDict, total=False):
    GroupName: Required[str]
    UserPoolId: Required[str]
    Description: str
    RoleArn: str
    Precedence: int

class CreateGroupResponse(TypedDict, total=False):
    Group: GroupType

class CreateIdentityProviderRequest(TypedDict, total=False):
    UserPoolId: Required[str]
    ProviderName: Required[str]
    ProviderType: Required[IdentityProviderTypeType]
    ProviderDetails: Required[dict[str, str]]
    AttributeMapping: dict[str, str]
    IdpIdentifiers: list[str]
    AcrMapping: dict[str, str]

class CreateIdentityProviderResponse(TypedDict, total=False):
    IdentityProvider: Required[IdentityProviderType]

class CreateManagedLoginBrandingRequest(TypedDict, total=False):
    UserPoolId: Required[str]
    ClientId: Required[str]
    UseCognitoProvidedValues: bool
    Settings: Any
    Assets: list[AssetType]

class CreateManagedLoginBrandingResponse(TypedDict, total=False):
    ManagedLoginBranding: ManagedLoginBrandingType

class CreateResourceServerRequest(TypedDict, total=False):
    UserPoolId: Required[str]
    Identifier: Required[str]
    Name: Required[str]
    Scopes: list[ResourceServerScopeType]

class CreateResourceServerResponse(TypedDict, total=False):
    ResourceServer: Required[ResourceServerType]

class CreateTermsRequest(TypedDict, total=False):
    UserPoolId: Required[str]
    ClientId: Required[str]
    TermsName: Required[str]
    TermsSource: Required[TermsSourceType]
    Enforcement: Required[TermsEnforcementType]
    Links: dict[str, str]

class CreateTermsResponse(TypedDict, total=False):
    Terms: TermsType

class CreateUserImportJobRequest(TypedDict, total=False):
    JobName: Required[str]
    UserPoolId: Required[str]
    CloudWatchLogsRoleArn: Required[str]
    PasswordHashingAlgorithm: PasswordHashingAlgorithmType

class CreateUserImportJobResponse(TypedDict, total=False):
    UserImportJob: UserImportJobType

class CreateUserPoolClientRequest(TypedDict, total=False):
    UserPoolId: Required[str]
    ClientName: Required[str]
    GenerateSecret: bool
    ClientSecret: str
    RefreshTokenValidity: int
    AccessTokenValidity: int
    IdTokenValidity: int
    TokenValidityUnits: TokenValidityUnitsType
    ReadAttributes: list[str]
    WriteAttributes: list[str]
    ExplicitAuthFlows: list[ExplicitAuthFlowsType]
    SupportedIdentityProviders: list[str]
    CallbackURLs: list[str]
    LogoutURLs: list[str]
    DefaultRedirectURI: str
    AllowedOAuthFlows: list[OAuthFlowType]
    AllowedOAuthScopes: list[str]
    AllowedOAuthFlowsUserPoolClient: bool
    AnalyticsConfiguration: AnalyticsConfigurationType
    PreventUserExistenceErrors: PreventUserExistenceErrorTypes
    EnableTokenRevocation: bool
    EnablePropagateAdditionalUserContextData: bool
    AuthSessionValidity: int
    RefreshTokenRotation: RefreshTokenRotationType
    PublishSecretsInAWSSecretsManager: bool

class CreateUserPoolClientResponse(TypedDict, total=False):
    UserPoolClient: UserPoolClientType

class CreateUserPoolDomainRequest(TypedDict, total=False):
    Domain: Required[str]
    UserPoolId: Required[str]
    ManagedLoginVersion: int
    CustomDomainConfig: CustomDomainConfigType
    Routing: RoutingType

class CreateUserPoolDomainResponse(TypedDict, total=False):
    ManagedLoginVersion: int
    CloudFrontDomain: str
    Routing: RoutingType

class CreateUserPoolReplicaRequest(TypedDict, total=False):
    UserPoolId: Required[str]
    RegionName: Required[str]
    UserPoolTags: dict[str, str]

class CreateUserPoolReplicaResponse(TypedDict, total=False):
    UserPoolReplica: UserPoolReplicaType

class CreateUserPoolRequest(TypedDict, total=False):
    PoolName: Required[str]
    Policies: UserPoolPolicyType
    DeletionProtection: DeletionProtectionType
    LambdaConfig: LambdaConfigType
    AutoVerifiedAttributes: list[VerifiedAttributeType]
    AliasAttributes: list[AliasAttributeType]
    UsernameAttributes: list[UsernameAttributeType]
    SmsVerificationMessage: str
    EmailVerificationMessage: str
    EmailVerificationSubject: str
    VerificationMessageTemplate: VerificationMessageTemplateType
    SmsAuthenticationMessage: str
    MfaConfiguration: UserPoolMfaType
    UserAttributeUpdateSettings: UserAttributeUpdateSettingsType
    DeviceConfiguration: DeviceConfigurationType
    EmailConfiguration: EmailConfigurationType
    SmsConfiguration: SmsConfigurationType
    UserPoolTags: dict[str, str]
    AdminCreateUserConfig: AdminCreateUserConfigType
    Schema: list[SchemaAttributeType]
    UserPoolAddOns: UserPoolAddOnsType
    DcrConfiguration: DcrConfigurationType
    UsernameConfiguration: UsernameConfigurationType
    AccountRecoverySetting: AccountRecoverySettingType
    UserPoolTier: UserPoolTierType
    KeyConfiguration: KeyConfigurationType
    IssuerConfiguration: IssuerConfigurationType
    AcrConfiguration: dict[str, AcrLevelConfigType]

class CreateUserPoolResponse(TypedDict, total=False):
    UserPool: UserPoolType

class CustomDomainConfigType(TypedDict, total=False):
    CertificateArn: Required[str]
    SecurityPolicy: SecurityPolicyType

class CustomEmailLambdaVersionConfigType(TypedDict, total=False):
    LambdaVersion: Required[CustomEmailSenderLambdaVersionType]
    LambdaArn: Required[str]

CustomEmailSenderLambdaVersionType: TypeAlias = Literal["V1_0"]

class CustomSMSLambdaVersionConfigType(TypedDict, total=False):
    LambdaVersion: Required[CustomSMSSenderLambdaVersionType]
    LambdaArn: Required[str]

CustomSMSSenderLambdaVersionType: TypeAlias = Literal["V1_0"]

class DcrConfigurationType(TypedDict, total=False):
    EnableStatus: StatusType
    OpenDcrEnabled: bool
    AuthenticatedGrantTypes: list[OAuthFlowType]
    OpenDcrGrantTypes: list[OAuthFlowType]
    AllowedScopes: list[str]

DefaultEmailOptionType: TypeAlias = Literal["CONFIRM_WITH_LINK", "CONFIRM_WITH_CODE"]

class DeleteCIMDPolicyRequest(TypedDict, total=False):
    UserPoolId: Required[str]
    CIMDPolicyId: Required[str]

class DeleteCIMDPolicyResponse(TypedDict, total=False):
    ...

class DeleteGroupRequest(TypedDict, total=False):
    GroupName: Required[str]
    UserPoolId: Required[str]

class DeleteIdentityProviderRequest(TypedDict, total=False):
    UserPoolId: Required[str]
    ProviderName: Required[str]

class DeleteManagedLoginBrandingRequest(TypedDict, total=False):
    ManagedLoginBrandingId: Required[str]
    UserPoolId: Required[str]

class DeleteResourceServerRequest(TypedDict, total=False):
    UserPoolId: Required[str]
    Identifier: Required[str]

class DeleteTermsRequest(TypedDict, total=False):
    TermsId: Required[str]
    UserPoolId: Required[str]

class DeleteUserAttributesRequest(TypedDict, total=False):
    UserAttributeNames: Required[list[str]]
    AccessToken: Required[str]

class DeleteUserAttributesResponse(TypedDict, total=False):
    ...

class DeleteUserPoolClientRequest(TypedDict, total=False):
    UserPoolId: Required[str]
    ClientId: Required[str]

class DeleteUserPoolClientSecretRequest(TypedDict, total=False):
    UserPoolId: Required[str]
    ClientId: Required[str]
    ClientSecretId: Required[str]

class DeleteUserPoolClientSecretResponse(TypedDict, total=False):
    ...

class DeleteUserPoolDomainRequest(TypedDict, total=False):
    Domain: Required[str]
    UserPoolId: Required[str]

class DeleteUserPoolDomainResponse(TypedDict, total=False):
    ...

class DeleteUserPoolReplicaRequest(TypedDict, total=False):
    UserPoolId: Required[str]
    RegionName: Required[str]

class DeleteUserPoolReplicaResponse(TypedDict, total=False):
    UserPoolReplica: UserPoolReplicaType

class DeleteUserPoolRequest(TypedDict, total=False):
    UserPoolId: Required[str]

class DeleteUserRequest(TypedDict, total=False):
    AccessToken: Required[str]

class DeleteWebAuthnCredentialRequest(TypedDict, total=False):
    AccessToken: Required[str]
    CredentialId: Required[str]

class DeleteWebAuthnCredentialResponse(TypedDict, total=False):
    ...

DeletionProtectionType: TypeAlias = Literal["ACTIVE", "INACTIVE"]

DeliveryMediumType: TypeAlias = Literal["SMS", "EMAIL"]

class DescribeCIMDPolicyRequest(TypedDict, total=False):
    UserPoolId: Required[str]
    CIMDPolicyId: Required[str]

class DescribeCIMDPolicyResponse(TypedDict, total=False):
    CIMDPolicy: Required[CIMDPolicyType]

class DescribeIdentityProviderRequest(TypedDict, total=False):
    UserPoolId: Required[str]
    ProviderName: Required[str]

class DescribeIdentityProviderResponse(TypedDict, total=False):
    IdentityProvider: Required[IdentityProviderType]

class DescribeManagedLoginBrandingByClientRequest(TypedDict, total=False):
    UserPoolId: Required[str]
    ClientId: Required[str]
    ReturnMergedResources: bool

class DescribeManagedLoginBrandingByClientResponse(TypedDict, total=False):
    ManagedLoginBranding: ManagedLoginBrandingType

class DescribeManagedLoginBrandingRequest(TypedDict, total=False):
    UserPoolId: Required[str]
    ManagedLoginBrandingId: Required[str]
    ReturnMergedResources: bool

class DescribeManagedLoginBrandingResponse(TypedDict, total=False):
    ManagedLoginBranding: ManagedLoginBrandingType

class DescribePointInTimeRecoveryRequest(TypedDict, total=False):
    UserPoolId: Required[str]
    RestoreId: Required[str]

class DescribePointInTimeRecoveryResponse(TypedDict, total=False):
    Restoration: RestorationType

class DescribeResourceServerRequest(TypedDict, total=False):
    UserPoolId: Required[str]
    Identifier: Required[str]

class DescribeResourceServerResponse(TypedDict, total=False):
    ResourceServer: Required[ResourceServerType]

class DescribeRiskConfigurationRequest(TypedDict, total=False):
    UserPoolId: Required[str]
    ClientId: str

class DescribeRiskConfigurationResponse(TypedDict, total=False):
    RiskConfiguration: Required[RiskConfigurationType]

class DescribeTermsByClientRequest(TypedDict, total=False):
    ClientId: Required[str]
    UserPoolId: Required[str]
    TermsName: Required[str]

class DescribeTermsByClientResponse(TypedDict, total=False):
    Terms: TermsType

class DescribeTermsRequest(TypedDict, total=False):
    TermsId: Required[str]
    UserPoolId: Required[str]

class DescribeTermsResponse(TypedDict, total=False):
    Terms: TermsType

class DescribeUserImportJobRequest(TypedDict, total=False):
    UserPoolId: Required[str]
    JobId: Required[str]

class DescribeUserImportJobResponse(TypedDict, total=False):
    UserImportJob: UserImportJobType

class DescribeUserPoolClientRequest(TypedDict, total=False):
    UserPoolId: Required[str]
    ClientId: Required[str]

class DescribeUserPoolClientResponse(TypedDict, total=False):
    UserPoolClient: UserPoolClientType

class DescribeUserPoolDomainRequest(TypedDict, total=False):
    Domain: Required[str]

class DescribeUserPoolDomainResponse(TypedDict, total=False):
    DomainDescription: DomainDescriptionType

class DescribeUserPoolRequest(TypedDict, total=False):
    UserPoolId: Required[str]

class DescribeUserPoolResponse(TypedDict, total=False):
    UserPool: UserPoolType

class DeviceConfigurationType(TypedDict, total=False):
    ChallengeRequiredOnNewDevice: bool
    DeviceOnlyRememberedOnUserPrompt: bool

DeviceRememberedStatusType: TypeAlias = Literal["remembered", "not_remembered"]

class DeviceSecretVerifierConfigType(TypedDict, total=False):
    PasswordVerifier: str
    Salt: str

class DeviceType(TypedDict, total=False):
    DeviceKey: str
    DeviceAttributes: list[AttributeType]
    DeviceCreateDate: datetime
    DeviceLastModifiedDate: datetime
    DeviceLastAuthenticatedDate: datetime

class DomainDescriptionType(TypedDict, total=False):
    UserPoolId: str
    AWSAccountId: str
    Domain: str
    S3Bucket: str
    CloudFrontDistribution: str
    Version: str
    Status: DomainStatusType
    CustomDomainConfig: CustomDomainConfigType
    ManagedLoginVersion: int
    Routing: RoutingType

DomainStatusType: TypeAlias = Literal["CREATING", "DELETING", "UPDATING", "ACTIVE", "FAILED"]

class EmailConfigurationType(TypedDict, total=False):
    SourceArn: str
    ReplyToEmailAddress: str
    EmailSendingAccount: EmailSendingAccountType
    From: str
    ConfigurationSet: str

class EmailMfaConfigType(TypedDict, total=False):
    Message: str
    Subject: str

class EmailMfaSettingsType(TypedDict, total=False):
    Enabled: bool
    PreferredMfa: bool

EmailSendingAccountType: TypeAlias = Literal["COGNITO_DEFAULT", "DEVELOPER"]

EncryptionKeyType: TypeAlias = Literal["AWS_OWNED_KEY", "CUSTOMER_MANAGED_KEY"]

class EumsSmsConfigurationType(TypedDict, total=False):
    CallerArn: Required[str]
    ExternalId: str
    OriginationIdentity: str
    ConfigurationSetName: str
    InEntityId: str
    InTemplateId: str
    Region: str

class EventContextDataType(TypedDict, total=False):
    IpAddress: str
    DeviceName: str
    Timezone: str
    City: str
    Country: str

class EventFeedbackType(TypedDict, total=False):
    FeedbackValue: Required[FeedbackValueType]
    Provider: Required[str]
    FeedbackDate: datetime

EventFilterType: TypeAlias = Literal["SIGN_IN", "PASSWORD_CHANGE", "SIGN_UP"]

EventResponseType: TypeAlias = Literal["Pass", "Fail", "InProgress"]

class EventRiskType(TypedDict, total=False):
    RiskDecision: RiskDecisionType
    RiskLevel: RiskLevelType
    CompromisedCredentialsDetected: bool

EventSourceName: TypeAlias = Literal["userNotification", "userAuthEvents"]

EventType: TypeAlias = Literal["SignIn", "SignUp", "ForgotPassword", "PasswordChange", "ResendCode"]

ExplicitAuthFlowsType: TypeAlias = Literal["ADMIN_NO_SRP_AUTH", "CUSTOM_AUTH_FLOW_ONLY", "USER_PASSWORD_AUTH", "ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_CUSTOM_AUTH", "ALLOW_USER_PASSWORD_AUTH", "ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_AUTH", "ALLOW_TOKEN_EXCHANGE_DELEGATION", "ALLOW_TOKEN_EXCHANGE_IMPERSONATION"]

class FailoverType(TypedDict, total=False):
    SecondaryRegion: Required[str]
    PrimaryRoute53HealthCheckId: Required[str]

FeatureType: TypeAlias = Literal["ENABLED", "DISABLED"]

FeedbackValueType: TypeAlias = Literal["Valid", "Invalid"]

class FirehoseConfigurationType(TypedDict, total=False):
    StreamArn: str

class ForgetDeviceRequest(TypedDict, total=False):
    AccessToken: str
    DeviceKey: Required[str]

class ForgotPasswordRequest(TypedDict, total=False):
    ClientId: Required[str]
    SecretHash: str
    UserContextData: UserContextDataType
    Username: Required[str]
    AnalyticsMetadata: AnalyticsMetadataType
    ClientMetadata: dict[str, str]

class ForgotPasswordResponse(TypedDict, total=False):
    CodeDeliveryDetails: CodeDeliveryDetailsType

class GetCSVHeaderRequest(TypedDict, total=False):
    UserPoolId: Required[str]

class GetCSVHeaderResponse(TypedDict, total=False):
    UserPoolId: str
    CSVHeader: list[str]

class GetClientTokenRequest(TypedDict, total=False):
    ClientId: Required[str]
    Secret: Required[str]
    Scopes: list[str]
    ClientMetadata: dict[str, str]

class GetClientTokenResponse(TypedDict, total=False):
    ClientAuthenticationResult: ClientAuthenticationResultType

class GetDerivedTokenRequest(TypedDict, total=False):
    ClientId: Required[str]
    ClientSecret: str
    SubjectToken: Required[str]
    SubjectTokenType: Required[TokenTypeIdentifierType]
    SubjectTokenProviderName: str
    ActorToken: str
    ActorTokenType: TokenTypeIdentifierType
    ActorTokenProviderName: str
    Scopes: list[str]
    Audiences: list[str]
    Resources: list[str]
    RequestedTokenType: IssuedTokenTypeIdentifierType

class GetDerivedTokenResponse(TypedDict, total=False):
    IssuedToken: Required[str]
    IssuedTokenType: Required[IssuedTokenTypeIdentifierType]
    TokenType: Required[OAuthTokenTypeType]
    ExpiresIn: int
    Scopes: list[str]

class GetDeviceRequest(TypedDict, total=False):
    DeviceKey: Required[str]
    AccessToken: str

class GetDeviceResponse(TypedDict, total=False):
    Device: Required[DeviceType]

class GetGroupRequest(TypedDict, total=False):
    GroupName: Required[str]
    UserPoolId: Required[str]

class GetGroupResponse(TypedDict, total=False):
    Group: GroupType

class GetIdentityProviderByIdentifierRequest(TypedDict, total=False):
    UserPoolId: Required[str]
    IdpIdentifier: Required[str]

class GetIdentityProviderByIdentifierResponse(TypedDict, total=False):
    IdentityProvider: Required[IdentityProviderType]

class GetLogDeliveryConfigurationRequest(TypedDict, total=False):
    UserPoolId: Required[str]

class GetLogDeliveryConfigurationResponse(TypedDict, total=False):
    LogDeliveryConfiguration: LogDeliveryConfigurationType

class GetProvisionedLimitRequest(TypedDict, total=False):
    LimitDefinition: Required[LimitDefinitionType]

class GetProvisionedLimitResponse(TypedDict, total=False):
    Limit: Required[LimitType]

class GetSigningCertificateRequest(TypedDict, total=False):
    UserPoolId: Required[str]

class GetSigningCertificateResponse(TypedDict, total=False):
    Certificate: str

class GetTokensFromRefreshTokenRequest(TypedDict, total=False):
    RefreshToken: Required[str]
    ClientId: Required[str]
    ClientSecret: str
    DeviceKey: str
    ClientMetadata: dict[str, str]

class GetTokensFromRefreshTokenResponse(TypedDict, total=False):
    AuthenticationResult: AuthenticationResultType

class GetUICustomizationRequest(TypedDict, total=False):
    UserPoolId: Required[str]
    ClientId: str

class GetUICustomizationResponse(TypedDict, total=False):
    UICustomization: Required[UICustomizationType]

class GetUserAttributeVerificationCodeRequest(TypedDict, total=False):
    AccessToken: Required[str]
    AttributeName: Required[str]
    ClientMetadata: dict[str, str]

class GetUserAttributeVerificationCodeResponse(TypedDict, total=False):
    CodeDeliveryDetails: CodeDeliveryDetailsType

class GetUserAuthFactorsRequest(TypedDict, total=False):
    AccessToken: Required[str]

class GetUserAuthFactorsResponse(TypedDict, total=False):
    Username: Required[str]
    PreferredMfaSetting: str
    UserMFASettingList: list[str]
    ConfiguredUserAuthFactors: list[AuthFactorType]

class GetUserPoolClientSessionConfigurationRequest(TypedDict, total=False):
    UserPoolId: Required[str]
    ClientId: Required[str]

class GetUserPoolClientSessionConfigurationResponse(TypedDict, total=False):
    UserPoolId: str
    ClientId: str
    SSOSession: ClientSSOSessionConfigType

class GetUserPoolMfaConfigRequest(TypedDict, total=False):
    UserPoolId: Required[str]

class GetUserPoolMfaConfigResponse(TypedDict, total=False):
    SmsMfaConfiguration: SmsMfaConfigType
    SoftwareTokenMfaConfiguration: SoftwareTokenMfaConfigType
    EmailMfaConfiguration: EmailMfaConfigType
    MfaConfiguration: UserPoolMfaType
    WebAuthnConfiguration: WebAuthnConfigurationType

class GetUserPoolSessionConfigurationRequest(TypedDict, total=False):
    UserPoolId: Required[str]

class GetUserPoolSessionConfigurationResponse(TypedDict, total=False):
    UserPoolId: str
    UserSessionTracking: UserSessionTrackingType
    TokenSession: UserPoolTokenSessionConfigType

class GetUserRequest(TypedDict, total=False):
    AccessToken: Required[str]

class GetUserResponse(TypedDict, total=False):
    Username: Required[str]
    UserAttributes: Required[list[AttributeType]]
    MFAOptions: list[MFAOptionType]
    PreferredMfaSetting: str
    UserMFASettingList: list[str]

class GlobalSignOutRequest(TypedDict, total=False):
    AccessToken: Required[str]

class GlobalSignOutResponse(TypedDict, total=False):
    ...

class GroupType(TypedDict, total=False):
    GroupName: str
    UserPoolId: str
    Description: str
    RoleArn: str
    Precedence: int
    LastModifiedDate: datetime
    CreationDate: datetime

class HttpHeader(TypedDict, total=False):
    headerName: str
    headerValue: str

class IdentityProviderType(TypedDict, total=False):
    UserPoolId: str
    ProviderName: str
    ProviderType: IdentityProviderTypeType
    ProviderDetails: dict[str, str]
    AttributeMapping: dict[str, str]
    IdpIdentifiers: list[str]
    AcrMapping: dict[str, str]
    LastModifiedDate: datetime
    CreationDate: datetime

IdentityProviderTypeType: TypeAlias = Literal["SAML", "Facebook", "Google", "LoginWithAmazon", "SignInWithApple", "OIDC"]

class InboundFederationLambdaType(TypedDict, total=False):
    LambdaVersion: Required[InboundFederationLambdaVersionType]
    LambdaArn: Required[str]

InboundFederationLambdaVersionType: TypeAlias = Literal["V1_0"]

class InitiateAuthRequest(TypedDict, total=False):
    AuthFlow: Required[AuthFlowType]
    AuthParameters: dict[str, str]
    ClientMetadata: dict[str, str]
    ClientId: Required[str]
    AnalyticsMetadata: AnalyticsMetadataType
    UserContextData: UserContextDataType
    Session: str

class InitiateAuthResponse(TypedDict, total=False):
    ChallengeName: ChallengeNameType
    Session: str
    ChallengeParameters: dict[str, str]
    AuthenticationResult: AuthenticationResultType
    AvailableChallenges: list[ChallengeNameType]

class InitiatePointInTimeRecoveryRequest(TypedDict, total=False):
    UserPoolId: Required[str]
    RestoreTimestamp: Required[datetime]

class InitiatePointInTimeRecoveryResponse(TypedDict, total=False):
    Restoration: RestorationType

IssuedTokenTypeIdentifierType: TypeAlias = Literal["ACCESS_TOKEN", "ID_TOKEN"]

class IssuerConfigurationType(TypedDict, total=False):
    Type: IssuerType

IssuerType: TypeAlias = Literal["ORIGINAL", "UPDATED"]

class KeyConfigurationType(TypedDict, total=False):
    KeyType: EncryptionKeyType
    KmsKeyArn: str

class LambdaConfigType(TypedDict, total=False):
    PreSignUp: str
    CustomMessage: str
    PostConfirmation: str
    PreAuthentication: str
    PostAuthentication: str
    DefineAuthChallenge: str
    CreateAuthChallenge: str
    VerifyAuthChallengeResponse: str
    PreTokenGeneration: str
    UserMigration: str
    PreTokenGenerationConfig: PreTokenGenerationVersionConfigType
    CustomSMSSender: CustomSMSLambdaVersionConfigType
    CustomEmailSender: CustomEmailLambdaVersionConfigType
    KMSKeyID: str
    InboundFederation: InboundFederationLambdaType

LimitClass: TypeAlias = Literal["API_CATEGORY"]

class LimitDefinitionType(TypedDict, total=False):
    LimitClass: Required[LimitClass]
    Attributes: Required[dict[str, str]]

class LimitType(TypedDict, total=False):
    LimitDefinition: Required[LimitDefinitionType]
    ProvisionedLimitValue: Required[int]
    FreeLimitValue: Required[int]

class ListCIMDPoliciesRequest(TypedDict, total=False):
    UserPoolId: Required[str]
    NextToken: str
    MaxResults: int

class ListCIMDPoliciesResponse(TypedDict, total=False):
    NextToken: str
    CIMDPolicies: Required[list[CIMDPolicySummaryType]]

class ListClientMetadataURLsRequest(TypedDict, total=False):
    UserPoolId: Required[str]
    CIMDPolicyId: Required[str]
    NextToken: str
    MaxResults: int

class ListClientMetadataURLsResponse(TypedDict, total=False):
    NextToken: str
    ClientMetadataURLs: Required[list[ClientMetadataURLType]]

class ListDevicesRequest(TypedDict, total=False):
    AccessToken: Required[str]
    Limit: int
    PaginationToken: str

class ListDevicesResponse(TypedDict, total=False):
    Devices: list[DeviceType]
    PaginationToken: str

class ListGroupsRequest(TypedDict, total=False):
    UserPoolId: Required[str]
    Limit: int
    NextToken: str

class ListGroupsResponse(TypedDict, total=False):
    Groups: list[GroupType]
    NextToken: str

class ListIdentityProvidersRequest(TypedDict, total=False):
    UserPoolId: Required[str]
    MaxResults: int
    NextToken: str

class ListIdentityProvidersResponse(TypedDict, total=False):
    Providers: Required[list[ProviderDescription]]
    NextToken: str

class ListPointInTimeRecoveriesRequest(TypedDict, total=False):
    UserPoolId: Required[str]
    NextToken: str
    MaxResults: int

class ListPointInTimeRecoveriesResponse(TypedDict, total=False):
    Restorations: list[RestorationDescriptionType]
    NextToken: str

class ListResourceServersRequest(TypedDict, total=False):
    UserPoolId: Required[str]
    MaxResults: int
    NextToken: str

class ListResourceServersResponse(TypedDict, total=False):
    ResourceServers: Required[list[ResourceServerType]]
    NextToken: str

class ListTagsForResourceRequest(TypedDict, total=False):
    ResourceArn: Required[str]

class ListTagsForResourceResponse(TypedDict, total=False):
    Tags: dict[str, str]

class ListTermsRequest(TypedDict, total=False):
    UserPoolId: Required[str]
    MaxResults: int
    NextToken: str

class ListTermsResponse(TypedDict, total=False):
    Terms: Required[list[TermsDescriptionType]]
    NextToken: str

class ListUserImportJobsRequest(TypedDict, total=False):
    UserPoolId: Required[str]
    MaxResults: Required[int]
    PaginationToken: str

class ListUserImportJobsResponse(TypedDict, total=False):
    UserImportJobs: list[UserImportJobType]
    PaginationToken: str

class ListUserPoolClientSecretsRequest(TypedDict, total=False):
    UserPoolId: Required[str]
    ClientId: Required[str]
    NextToken: str

class ListUserPoolClientSecretsResponse(TypedDict, total=False):
    ClientSecrets: list[ClientSecretDescriptorType]
    NextToken: str

class ListUserPoolClientsRequest(TypedDict, total=False):
    UserPoolId: Required[str]
    MaxResults: int
    NextToken: str
    ClientType: ClientTypeType

class ListUserPoolClientsResponse(TypedDict, total=False):
    UserPoolClients: list[UserPoolClientDescription]
    NextToken: str

class ListUserPoolReplicasRequest(TypedDict, total=False):
    UserPoolId: Required[str]
    NextToken: str

class ListUserPoolReplicasResponse(TypedDict, total=False):
    UserPoolReplicas: list[UserPoolReplicaType]
    NextToken: str

class ListUserPoolsRequest(TypedDict, total=False):
    NextToken: str
    MaxResults: Required[int]

class ListUserPoolsResponse(TypedDict, total=False):
    UserPools: list[UserPoolDescriptionType]
    NextToken: str

class ListUserSessionsRequest(TypedDict, total=False):
    AccessToken: Required[str]
    NextToken: str

class ListUserSessionsResponse(TypedDict, total=False):
    Sessions: list[SessionDescriptionType]
    NextToken: str

class ListUsersInGroupRequest(TypedDict, total=False):
    UserPoolId: Required[str]
    GroupName: Required[str]
    Limit: int
    NextToken: str

class ListUsersInGroupResponse(TypedDict, total=False):
    Users: list[UserType]
    NextToken: str

class ListUsersRequest(TypedDict, total=False):
    UserPoolId: Required[str]
    AttributesToGet: list[str]
    Limit: int
    PaginationToken: str
    Filter: str

class ListUsersResponse(TypedDict, total=False):
    Users: list[UserType]
    PaginationToken: str

class ListWebAuthnCredentialsRequest(TypedDict, total=False):
    AccessToken: Required[str]
    NextToken: str
    MaxResults: int

class ListWebAuthnCredentialsResponse(TypedDict, total=False):
    Credentials: Required[list[WebAuthnCredentialDescription]]
    NextToken: str

class LogConfigurationType(TypedDict, total=False):
    LogLevel: Required[LogLevel]
    EventSource: Required[EventSourceName]
    CloudWatchLogsConfiguration: CloudWatchLogsConfigurationType
    S3Configuration: S3ConfigurationType
    FirehoseConfiguration: FirehoseConfigurationType

class LogDeliveryConfigurationType(TypedDict, total=False):
    UserPoolId: Required[str]
    LogConfigurations: Required[list[LogConfigurationType]]

LogLevel: TypeAlias = Literal["ERROR", "INFO"]

class MFAOptionType(TypedDict, total=False):
    DeliveryMedium: DeliveryMediumType
    AttributeName: str

class ManagedLoginBrandingType(TypedDict, total=False):
    ManagedLoginBrandingId: str
    UserPoolId: str
    UseCognitoProvidedValues: bool
    Settings: Any
    Assets: list[AssetType]
    CreationDate: datetime
    LastModifiedDate: datetime

MessageActionType: TypeAlias = Literal["RESEND", "SUPPRESS"]

class MessageTemplateType(TypedDict, total=False):
    SMSMessage: str
    EmailMessage: str
    EmailSubject: str

class NewDeviceMetadataType(TypedDict, total=False):
    DeviceKey: str
    DeviceGroupKey: str

class NotifyConfigurationType(TypedDict, total=False):
    From: str
    ReplyTo: str
    SourceArn: Required[str]
    BlockEmail: NotifyEmailType
    NoActionEmail: NotifyEmailType
    MfaEmail: NotifyEmailType

class NotifyEmailType(TypedDict, total=False):
    Subject: Required[str]
    HtmlBody: str
    TextBody: str

class NumberAttributeConstraintsType(TypedDict, total=False):
    MinValue: str
    MaxValue: str

OAuthFlowType: TypeAlias = Literal["code", "implicit", "client_credentials"]

OAuthTokenTypeType: TypeAlias = Literal["Bearer", "N_A"]

PasswordHashingAlgorithmType: TypeAlias = Literal["BCRYPT", "SCRYPT", "ARGON2ID", "PBKDF2_SHA256"]

class PasswordPolicyType(TypedDict, total=False):
    MinimumLength: int
    RequireUppercase: bool
    RequireLowercase: bool
    RequireNumbers: bool
    RequireSymbols: bool
    PasswordHistorySize: int
    TemporaryPasswordValidityDays: int

PreTokenGenerationLambdaVersionType: TypeAlias = Literal["V1_0", "V2_0", "V3_0"]

class PreTokenGenerationVersionConfigType(TypedDict, total=False):
    LambdaVersion: Required[PreTokenGenerationLambdaVersionType]
    LambdaArn: Required[str]

PreventUserExistenceErrorTypes: TypeAlias = Literal["LEGACY", "ENABLED"]

class ProviderDescription(TypedDict, total=False):
    ProviderName: str
    ProviderType: IdentityProviderTypeType
    LastModifiedDate: datetime
    CreationDate: datetime

class ProviderUserIdentifierType(TypedDict, total=False):
    ProviderName: str
    ProviderAttributeName: str
    ProviderAttributeValue: str

RecoveryOptionNameType: TypeAlias = Literal["verified_email", "verified_phone_number", "admin_only"]

class RecoveryOptionType(TypedDict, total=False):
    Priority: Required[int]
    Name: Required[RecoveryOptionNameType]

class RefreshTokenRotationType(TypedDict, total=False):
    Feature: Required[FeatureType]
    RetryGracePeriodSeconds: int

ReplicaRoleType: TypeAlias = Literal["PRIMARY", "SECONDARY"]

ReplicaStatusType: TypeAlias = Literal["CREATING", "ACTIVE", "INACTIVE", "DELETING"]

class ResendConfirmationCodeRequest(TypedDict, total=False):
    ClientId: Required[str]
    SecretHash: str
    UserContextData: UserContextDataType
    Username: Required[str]
    AnalyticsMetadata: AnalyticsMetadataType
    ClientMetadata: dict[str, str]

class ResendConfirmationCodeResponse(TypedDict, total=False):
    CodeDeliveryDetails: CodeDeliveryDetailsType

ResourceServerManagedByType: TypeAlias = Literal["COGNITO"]

class ResourceServerScopeType(TypedDict, total=False):
    ScopeName: Required[str]
    ScopeDescription: Required[str]

class ResourceServerType(TypedDict, total=False):
    UserPoolId: str
    Identifier: str
    Name: str
    Scopes: list[ResourceServerScopeType]
    ManagedBy: ResourceServerManagedByType

class RespondToAuthChallengeRequest(TypedDict, total=False):
    ClientId: Required[str]
    ChallengeName: Required[ChallengeNameType]
    Session: str
    ChallengeResponses: dict[str, str]
    AnalyticsMetadata: AnalyticsMetadataType
    UserContextData: UserContextDataType
    ClientMetadata: dict[str, str]

class RespondToAuthChallengeResponse(TypedDict, total=False):
    ChallengeName: ChallengeNameType
    Session: str
    ChallengeParameters: dict[str, str]
    AuthenticationResult: AuthenticationResultType
    AvailableChallenges: list[ChallengeNameType]

class RestorationDescriptionType(TypedDict, total=False):
    RestoreId: str
    RestoreStatus: RestoreStatusType
    RestoreTimestamp: datetime

class RestorationType(TypedDict, total=False):
    RestoreId: str
    RestoreStatus: RestoreStatusType
    RestoreTimestamp: datetime
    TriggerTimestamp: datetime
    RestorePreview: list[RestorePreviewType]

class RestorePreviewType(TypedDict, total=False):
    Entity: str
    CreateCount: int
    UpdateCount: int
    DeleteCount: int

RestoreStatusType: TypeAlias = Literal["PREVIEW_GENERATING", "PREVIEW_GENERATED", "PREVIEW_CANCELLED", "PREVIEW_GENERATION_FAILED", "PREVIEW_EXPIRED", "RESTORING", "RESTORE_COMPLETED", "TEMPORARY_INTERNAL_ERROR_SEE_SUPPORT_CASE", "AWS_ABORTED"]

RevokeAssociatedSessionsType: TypeAlias = Literal["NONE", "LINKED"]

class RevokeTokenRequest(TypedDict, total=False):
    Token: Required[str]
    ClientId: Required[str]
    ClientSecret: str
    RevokeAssociatedSessions: RevokeAssociatedSessionsType

class RevokeTokenResponse(TypedDict, total=False):
    ...

class RevokeUserSessionRequest(TypedDict, total=False):
    AccessToken: Required[str]
    SessionId: Required[str]
    RevokeAssociatedSessions: RevokeAssociatedSessionsType

class RevokeUserSessionResponse(TypedDict, total=False):
    ...

class RiskConfigurationType(TypedDict, total=False):
    UserPoolId: str
    ClientId: str
    CompromisedCredentialsRiskConfiguration: CompromisedCredentialsRiskConfigurationType
    AccountTakeoverRiskConfiguration: AccountTakeoverRiskConfigurationType
    RiskExceptionConfiguration: RiskExceptionConfigurationType
    LastModifiedDate: datetime

RiskDecisionType: TypeAlias = Literal["NoRisk", "AccountTakeover", "Block"]

class RiskExceptionConfigurationType(TypedDict, total=False):
    BlockedIPRangeList: list[str]
    SkippedIPRangeList: list[str]

RiskLevelType: TypeAlias = Literal["Low", "Medium", "High"]

class RoutingType(TypedDict, total=False):
    Failover: FailoverType

class S3ConfigurationType(TypedDict, total=False):
    BucketArn: str

class SMSMfaSettingsType(TypedDict, total=False):
    Enabled: bool
    PreferredMfa: bool

class SchemaAttributeType(TypedDict, total=False):
    Name: str
    AttributeDataType: AttributeDataType
    DeveloperOnlyAttribute: bool
    Mutable: bool
    Required: bool
    NumberAttributeConstraints: NumberAttributeConstraintsType
    StringAttributeConstraints: StringAttributeConstraintsType

SecurityPolicyType: TypeAlias = Literal["TLS_V1", "TLS_V1_2_2021", "TLS_V1_3_2025"]

class SessionDescriptionType(TypedDict, total=False):
    SessionId: str
    SessionType: SessionTypeType
    ClientId: str
    CreateDate: datetime
    LastActiveDate: datetime
    DeviceType: str
    LastIPAddress: str
    LastLocation: SessionLocationType
    OriginSessionId: str
    IsCurrentSession: bool

class SessionLocationType(TypedDict, total=False):
    City: str
    Country: str

SessionTypeType: TypeAlias = Literal["TOKEN", "SSO"]

class SetLogDeliveryConfigurationRequest(TypedDict, total=False):
    UserPoolId: Required[str]
    LogConfigurations: Required[list[LogConfigurationType]]

class SetLogDeliveryConfigurationResponse(TypedDict, total=False):
    LogDeliveryConfiguration: LogDeliveryConfigurationType

class SetRiskConfigurationRequest(TypedDict, total=False):
    UserPoolId: Required[str]
    ClientId: str
    CompromisedCredentialsRiskConfiguration: CompromisedCredentialsRiskConfigurationType
    AccountTakeoverRiskConfiguration: AccountTakeoverRiskConfigurationType
    RiskExceptionConfiguration: RiskExceptionConfigurationType

class SetRiskConfigurationResponse(TypedDict, total=False):
    RiskConfiguration: Required[RiskConfigurationType]

class SetUICustomizationRequest(TypedDict, total=False):
    UserPoolId: Required[str]
    ClientId: str
    CSS: str
    ImageFile: bytes

class SetUICustomizationResponse(TypedDict, total=False):
    UICustomization: Required[UICustomizationType]

class SetUserMFAPreferenceRequest(TypedDict, total=False):
    SMSMfaSettings: SMSMfaSettingsType
    SoftwareTokenMfaSettings: SoftwareTokenMfaSettingsType
    EmailMfaSettings: EmailMfaSettingsType
    WebAuthnMfaSettings: WebAuthnMfaSettingsType
    AccessToken: Required[str]

class SetUserMFAPreferenceResponse(TypedDict, total=False):
    ...

class SetUserPoolClientSessionConfigurationRequest(TypedDict, total=False):
    UserPoolId: Required[str]
    ClientId: Required[str]
    SSOSession: Required[ClientSSOSessionConfigType]

class SetUserPoolClientSessionConfigurationResponse(TypedDict, total=False):
    UserPoolId: str
    ClientId: str
    SSOSession: ClientSSOSessionConfigType

class SetUserPoolMfaConfigRequest(TypedDict, total=False):
    UserPoolId: Required[str]
    SmsMfaConfiguration: SmsMfaConfigType
    SoftwareTokenMfaConfiguration: SoftwareTokenMfaConfigType
    EmailMfaConfiguration: EmailMfaConfigType
    MfaConfiguration: UserPoolMfaType
    WebAuthnConfiguration: WebAuthnConfigurationType

class SetUserPoolMfaConfigResponse(TypedDict, total=False):
    SmsMfaConfiguration: SmsMfaConfigType
    SoftwareTokenMfaConfiguration: SoftwareTokenMfaConfigType
    EmailMfaConfiguration: EmailMfaConfigType
    MfaConfiguration: UserPoolMfaType
    WebAuthnConfiguration: WebAuthnConfigurationType

class SetUserPoolSessionConfigurationRequest(TypedDict, total=False):
    UserPoolId: Required[str]
    UserSessionTracking: Required[UserSessionTrackingType]
    TokenSession: Required[UserPoolTokenSessionConfigType]

class SetUserPoolSessionConfigurationResponse(TypedDict, total=False):
    UserPoolId: str
    UserSessionTracking: UserSessionTrackingType
    TokenSession: UserPoolTokenSessionConfigType

class SetUserSettingsRequest(TypedDict, total=False):
    AccessToken: Required[str]
    MFAOptions: Required[list[MFAOptionType]]

class SetUserSettingsResponse(TypedDict, total=False):
    ...

class SignInPolicyType(TypedDict, total=False):
    AllowedFirstAuthFactors: list[AuthFactorType]

class SignUpRequest(TypedDict, total=False):
    ClientId: Required[str]
    SecretHash: str
    Username: Required[str]
    Password: str
    UserAttributes: list[AttributeType]
    ValidationData: list[AttributeType]
    AnalyticsMetadata: AnalyticsMetadataType
    UserContextData: UserContextDataType
    ClientMetadata: dict[str, str]

class SignUpResponse(TypedDict, total=False):
    UserConfirmed: Required[bool]
    CodeDeliveryDetails: CodeDeliveryDetailsType
    UserSub: Required[str]
    Session: str

class SmsConfigurationType(TypedDict, total=False):
    SnsCallerArn: str
    ExternalId: str
    SnsRegion: str
    EumsSms: EumsSmsConfigurationType

class SmsMfaConfigType(TypedDict, total=False):
    SmsAuthenticationMessage: str
    SmsConfiguration: SmsConfigurationType

class SoftwareTokenMfaConfigType(TypedDict, total=False):
    Enabled: bool

class SoftwareTokenMfaSettingsType(TypedDict, total=False):
    Enabled: bool
    PreferredMfa: bool

class StartPointInTimeRecoveryRequest(TypedDict, total=False):
    UserPoolId: Required[str]
    RestoreId: Required[str]

class StartPointInTimeRecoveryResponse(TypedDict, total=False):
    Restoration: RestorationType

class StartUserImportJobRequest(TypedDict, total=False):
    UserPoolId: Required[str]
    JobId: Required[str]

class StartUserImportJobResponse(TypedDict, total=False):
    UserImportJob: UserImportJobType

class StartWebAuthnRegistrationRequest(TypedDict, total=False):
    AccessToken: Required[str]

class StartWebAuthnRegistrationResponse(TypedDict, total=False):
    CredentialCreationOptions: Required[Any]

StatusType: TypeAlias = Literal["Enabled", "Disabled"]

class StopUserImportJobRequest(TypedDict, total=False):
    UserPoolId: Required[str]
    JobId: Required[str]

class StopUserImportJobResponse(TypedDict, total=False):
    UserImportJob: UserImportJobType

class StringAttributeConstraintsType(TypedDict, total=False):
    MinLength: str
    MaxLength: str

class TagResourceRequest(TypedDict, total=False):
    ResourceArn: Required[str]
    Tags: Required[dict[str, str]]

class TagResourceResponse(TypedDict, total=False):
    ...

class TermsDescriptionType(TypedDict, total=False):
    TermsId: Required[str]
    TermsName: Required[str]
    Enforcement: Required[TermsEnforcementType]
    CreationDate: Required[datetime]
    LastModifiedDate: Required[datetime]

TermsEnforcementType: TypeAlias = Literal["NONE"]

TermsSourceType: TypeAlias = Literal["LINK"]

class TermsType(TypedDict, total=False):
    TermsId: Required[str]
    UserPoolId: Required[str]
    ClientId: Required[str]
    TermsName: Required[str]
    TermsSource: Required[TermsSourceType]
    Enforcement: Required[TermsEnforcementType]
    Links: Required[dict[str, str]]
    CreationDate: Required[datetime]
    LastModifiedDate: Required[datetime]

TimeUnitsType: TypeAlias = Literal["seconds", "minutes", "hours", "days"]

TokenTypeIdentifierType: TypeAlias = Literal["ACCESS_TOKEN", "ID_TOKEN", "SAML2"]

class TokenValidityUnitsType(TypedDict, total=False):
    AccessToken: TimeUnitsType
    IdToken: TimeUnitsType
    RefreshToken: TimeUnitsType

class UICustomizationType(TypedDict, total=False):
    UserPoolId: str
    ClientId: str
    ImageUrl: str
    CSS: str
    CSSVersion: str
    LastModifiedDate: datetime
    CreationDate: datetime

class UntagResourceRequest(TypedDict, total=False):
    ResourceArn: Required[str]
    TagKeys: Required[list[str]]

class UntagResourceResponse(TypedDict, total=False):
    ...

class UpdateAuthEventFeedbackRequest(TypedDict, total=False):
    UserPoolId: Required[str]
    Username: Required[str]
    EventId: Required[str]
    FeedbackToken: Required[str]
    FeedbackValue: Required[FeedbackValueType]

class UpdateAuthEventFeedbackResponse(TypedDict, total=False):
    ...

class UpdateCIMDPolicyRequest(TypedDict, total=False):
    UserPoolId: Required[str]
    CIMDPolicyId: Required[str]
    ClientId: Required[str]
    PolicyName: str
    CacheDuration: int
    URLPatterns: Required[list[str]]

class UpdateCIMDPolicyResponse(TypedDict, total=False):
    CIMDPolicy: Required[CIMDPolicyType]

class UpdateClientMetadataURLStateRequest(TypedDict, total=False):
    UserPoolId: Required[str]
    CIMDPolicyId: Required[str]
    URL: Required[str]
    Action: Required[CIMDCacheActionType]

class UpdateClientMetadataURLStateResponse(TypedDict, total=False):
    ...

class UpdateDeviceStatusRequest(TypedDict, total=False):
    AccessToken: Required[str]
    DeviceKey: Required[str]
    DeviceRememberedStatus: DeviceRememberedStatusType

class UpdateDeviceStatusResponse(TypedDict, total=False):
    ...

class UpdateGroupRequest(TypedDict, total=False):
    GroupName: Required[str]
    UserPoolId: Required[str]
    Description: str
    RoleArn: str
    Precedence: int

class UpdateGroupResponse(TypedDict, total=False):
    Group: GroupType

class UpdateIdentityProviderRequest(TypedDict, total=False):
    UserPoolId: Required[str]
    ProviderName: Required[str]
    ProviderDetails: dict[str, str]
    AttributeMapping: dict[str, str]
    IdpIdentifiers: list[str]
    AcrMapping: dict[str, str]

class UpdateIdentityProviderResponse(TypedDict, total=False):
    IdentityProvider: Required[IdentityProviderType]

class UpdateManagedLoginBrandingRequest(TypedDict, total=False):
    UserPoolId: str
    ManagedLoginBrandingId: str
    UseCognitoProvidedValues: bool
    Settings: Any
    Assets: list[AssetType]

class UpdateManagedLoginBrandingResponse(TypedDict, total=False):
    ManagedLoginBranding: ManagedLoginBrandingType

class UpdateProvisionedLimitRequest(TypedDict, total=False):
    LimitDefinition: Required[LimitDefinitionType]
    RequestedLimitValue: Required[int]

class UpdateProvisionedLimitResponse(TypedDict, total=False):
    Limit: Required[LimitType]

UpdateReplicaStatusType: TypeAlias = Literal["ACTIVE", "INACTIVE"]

class UpdateResourceServerRequest(TypedDict, total=False):
    UserPoolId: Required[str]
    Identifier: Required[str]
    Name: Required[str]
    Scopes: list[ResourceServerScopeType]

class UpdateResourceServerResponse(TypedDict, total=False):
    ResourceServer: Required[ResourceServerType]

class UpdateTermsRequest(TypedDict, total=False):
    TermsId: Required[str]
    UserPoolId: Required[str]
    TermsName: str
    TermsSource: TermsSourceType
    Enforcement: TermsEnforcementType
    Links: dict[str, str]

class UpdateTermsResponse(TypedDict, total=False):
    Terms: TermsType

class UpdateUserAttributesRequest(TypedDict, total=False):
    UserAttributes: Required[list[AttributeType]]
    AccessToken: Required[str]
    ClientMetadata: dict[str, str]

class UpdateUserAttributesResponse(TypedDict, total=False):
    CodeDeliveryDetailsList: list[CodeDeliveryDetailsType]

class UpdateUserPoolClientRequest(TypedDict, total=False):
    UserPoolId: Required[str]
    ClientId: Required[str]
    ClientName: str
    RefreshTokenValidity: int
    AccessTokenValidity: int
    IdTokenValidity: int
    TokenValidityUnits: TokenValidityUnitsType
    ReadAttributes: list[str]
    WriteAttributes: list[str]
    ExplicitAuthFlows: list[ExplicitAuthFlowsType]
    SupportedIdentityProviders: list[str]
    CallbackURLs: list[str]
    LogoutURLs: list[str]
    DefaultRedirectURI: str
    AllowedOAuthFlows: list[OAuthFlowType]
    AllowedOAuthScopes: list[str]
    AllowedOAuthFlowsUserPoolClient: bool
    AnalyticsConfiguration: AnalyticsConfigurationType
    PreventUserExistenceErrors: PreventUserExistenceErrorTypes
    EnableTokenRevocation: bool
    EnablePropagateAdditionalUserContextData: bool
    AuthSessionValidity: int
    RefreshTokenRotation: RefreshTokenRotationType
    PublishSecretsInAWSSecretsManager: bool

class UpdateUserPoolClientResponse(TypedDict, total=False):
    UserPoolClient: UserPoolClientType

class UpdateUserPoolDomainRequest(TypedDict, total=False):
    Domain: Required[str]
    UserPoolId: Required[str]
    ManagedLoginVersion: int
    CustomDomainConfig: CustomDomainConfigType
    Routing: RoutingType

class UpdateUserPoolDomainResponse(TypedDict, total=False):
    ManagedLoginVersion: int
    CloudFrontDomain: str
    Routing: RoutingType

class UpdateUserPoolReplicaRequest(TypedDict, total=False):
    UserPoolId: Required[str]
    RegionName: Required[str]
    Status: Required[UpdateReplicaStatusType]

class UpdateUserPoolReplicaResponse(TypedDict, total=False):
    UserPoolReplica: UserPoolReplicaType

class UpdateUserPoolRequest(TypedDict, total=False):
    UserPoolId: Required[str]
    Policies: UserPoolPolicyType
    DeletionProtection: DeletionProtectionType
    LambdaConfig: LambdaConfigType
    AutoVerifiedAttributes: list[VerifiedAttributeType]
    SmsVerificationMessage: str
    EmailVerificationMessage: str
    EmailVerificationSubject: str
    VerificationMessageTemplate: VerificationMessageTemplateType
    SmsAuthenticationMessage: str
    UserAttributeUpdateSettings: UserAttributeUpdateSettingsType
    MfaConfiguration: UserPoolMfaType
    DeviceConfiguration: DeviceConfigurationType
    EmailConfiguration: EmailConfigurationType
    SmsConfiguration: SmsConfigurationType
    UserPoolTags: dict[str, str]
    AdminCreateUserConfig: AdminCreateUserConfigType
    UserPoolAddOns: UserPoolAddOnsType
    DcrConfiguration: DcrConfigurationType
    AccountRecoverySetting: AccountRecoverySettingType
    PoolName: str
    UserPoolTier: UserPoolTierType
    KeyConfiguration: KeyConfigurationType
    IssuerConfiguration: IssuerConfigurationType
    AcrConfiguration: dict[str, AcrLevelConfigType]

class UpdateUserPoolResponse(TypedDict, total=False):
    ...

class UserAttributeUpdateSettingsType(TypedDict, total=False):
    AttributesRequireVerificationBeforeUpdate: list[VerifiedAttributeType]

class UserContextDataType(TypedDict, total=False):
    IpAddress: str
    EncodedData: str

UserImportJobStatusType: TypeAlias = Literal["Created", "Pending", "InProgress", "Stopping", "Expired", "Stopped", "Failed", "Succeeded"]

class UserImportJobType(TypedDict, total=False):
    JobName: str
    JobId: str
    UserPoolId: str
    PreSignedUrl: str
    CreationDate: datetime
    StartDate: datetime
    CompletionDate: datetime
    Status: UserImportJobStatusType
    CloudWatchLogsRoleArn: str
    ImportedUsers: int
    SkippedUsers: int
    FailedUsers: int
    CompletionMessage: str
    PasswordHashingAlgorithm: PasswordHashingAlgorithmType

class UserPoolAddOnsType(TypedDict, total=False):
    AdvancedSecurityMode: Required[AdvancedSecurityModeType]
    AdvancedSecurityAdditionalFlows: AdvancedSecurityAdditionalFlowsType

class UserPoolClientDescription(TypedDict, total=False):
    ClientId: str
    UserPoolId: str
    ClientName: str

class UserPoolClientType(TypedDict, total=False):
    UserPoolId: str
    ClientName: str
    ClientId: str
    ClientSecret: str
    ClientSecretArn: str
    LastModifiedDate: datetime
    CreationDate: datetime
    RefreshTokenValidity: int
    AccessTokenValidity: int
    IdTokenValidity: int
    TokenValidityUnits: TokenValidityUnitsType
    ReadAttributes: list[str]
    WriteAttributes: list[str]
    ExplicitAuthFlows: list[ExplicitAuthFlowsType]
    SupportedIdentityProviders: list[str]
    CallbackURLs: list[str]
    LogoutURLs: list[str]
    DefaultRedirectURI: str
    AllowedOAuthFlows: list[OAuthFlowType]
    AllowedOAuthScopes: list[str]
    AllowedOAuthFlowsUserPoolClient: bool
    AnalyticsConfiguration: AnalyticsConfigurationType
    PreventUserExistenceErrors: PreventUserExistenceErrorTypes
    EnableTokenRevocation: bool
    EnablePropagateAdditionalUserContextData: bool
    AuthSessionValidity: int
    RefreshTokenRotation: RefreshTokenRotationType
    ClientType: ClientTypeType

class UserPoolDescriptionType(TypedDict, total=False):
    Id: str
    Name: str
    LambdaConfig: LambdaConfigType
    Status: StatusType
    LastModifiedDate: datetime
    CreationDate: datetime
    ReplicaRegions: list[str]

UserPoolMfaType: TypeAlias = Literal["OFF", "ON", "OPTIONAL"]

class UserPoolPolicyType(TypedDict, total=False):
    PasswordPolicy: PasswordPolicyType
    SignInPolicy: SignInPolicyType

class UserPoolReplicaType(TypedDict, total=False):
    RegionName: str
    Status: ReplicaStatusType
    Role: ReplicaRoleType
    UserPoolArn: str

UserPoolTierType: TypeAlias = Literal["LITE", "ESSENTIALS", "PLUS"]

class UserPoolTokenSessionConfigType(TypedDict, total=False):
    MaxPerUser: Required[int]

class UserPoolType(TypedDict, total=False):
    Id: str
    Name: str
    Policies: UserPoolPolicyType
    DeletionProtection: DeletionProtectionType
    LambdaConfig: LambdaConfigType
    Status: StatusType
    LastModifiedDate: datetime
    CreationDate: datetime
    SchemaAttributes: list[SchemaAttributeType]
    AutoVerifiedAttributes: list[VerifiedAttributeType]
    AliasAttributes: list[AliasAttributeType]
    UsernameAttributes: list[UsernameAttributeType]
    SmsVerificationMessage: str
    EmailVerificationMessage: str
    EmailVerificationSubject: str
    VerificationMessageTemplate: VerificationMessageTemplateType
    SmsAuthenticationMessage: str
    UserAttributeUpdateSettings: UserAttributeUpdateSettingsType
    MfaConfiguration: UserPoolMfaType
    DeviceConfiguration: DeviceConfigurationType
    EstimatedNumberOfUsers: int
    EmailConfiguration: EmailConfigurationType
    SmsConfiguration: SmsConfigurationType
    UserPoolTags: dict[str, str]
    SmsConfigurationFailure: str
    EmailConfigurationFailure: str
    Domain: str
    CustomDomain: str
    AdminCreateUserConfig: AdminCreateUserConfigType
    UserPoolAddOns: UserPoolAddOnsType
    DcrConfiguration: DcrConfigurationType
    UsernameConfiguration: UsernameConfigurationType
    Arn: str
    AccountRecoverySetting: AccountRecoverySettingType
    UserPoolTier: UserPoolTierType
    KeyConfiguration: KeyConfigurationType
    IssuerConfiguration: IssuerConfigurationType
    AcrConfiguration: dict[str, AcrLevelConfigType]

UserSessionTrackingType: TypeAlias = Literal["ENABLED", "DISABLED"]

UserStatusType: TypeAlias = Literal["UNCONFIRMED", "CONFIRMED", "ARCHIVED", "COMPROMISED", "UNKNOWN", "RESET_REQUIRED", "FORCE_CHANGE_PASSWORD", "EXTERNAL_PROVIDER"]

class UserType(TypedDict, total=False):
    Username: str
    Attributes: list[AttributeType]
    UserCreateDate: datetime
    UserLastModifiedDate: datetime
    Enabled: bool
    UserStatus: UserStatusType
    MFAOptions: list[MFAOptionType]

UserVerificationType: TypeAlias = Literal["required", "preferred"]

UsernameAttributeType: TypeAlias = Literal["phone_number", "email"]

class UsernameConfigurationType(TypedDict, total=False):
    CaseSensitive: Required[bool]

class VerificationMessageTemplateType(TypedDict, total=False):
    SmsMessage: str
    EmailMessage: str
    EmailSubject: str
    EmailMessageByLink: str
    EmailSubjectByLink: str
    DefaultEmailOption: DefaultEmailOptionType

VerifiedAttributeType: TypeAlias = Literal["phone_number", "email"]

class VerifySoftwareTokenRequest(TypedDict, total=False):
    AccessToken: str
    Session: str
    UserCode: Required[str]
    FriendlyDeviceName: str

class VerifySoftwareTokenResponse(TypedDict, total=False):
    Status: VerifySoftwareTokenResponseType
    Session: str

VerifySoftwareTokenResponseType: TypeAlias = Literal["SUCCESS", "ERROR"]

class VerifyUserAttributeRequest(TypedDict, total=False):
    AccessToken: Required[str]
    AttributeName: Required[str]
    Code: Required[str]

class VerifyUserAttributeResponse(TypedDict, total=False):
    ...

class WebAuthnConfigurationType(TypedDict, total=False):
    RelyingPartyId: str
    UserVerification: UserVerificationType
    FactorConfiguration: WebAuthnFactorConfigurationType

class WebAuthnCredentialDescription(TypedDict, total=False):
    CredentialId: Required[str]
    FriendlyCredentialName: Required[str]
    RelyingPartyId: Required[str]
    AuthenticatorAttachment: str
    AuthenticatorTransports: Required[list[str]]
    CreatedAt: Required[datetime]

WebAuthnFactorConfigurationType: TypeAlias = Literal["SINGLE_FACTOR", "MULTI_FACTOR_WITH_USER_VERIFICATION"]

class WebAuthnMfaSettingsType(TypedDict, total=False):
    Enabled: bool
