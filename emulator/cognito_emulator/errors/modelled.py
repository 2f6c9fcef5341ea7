# ruff: noqa: N818 - the names are the service's own
"""The errors that the service model lists. Generated: do not edit."""

from __future__ import annotations

from typing import ClassVar

from cognito_emulator.errors.base import CognitoError


class AccessDeniedException(CognitoError):
    """The service's AccessDeniedException."""

    message_member: ClassVar[str] = "Message"


class AliasExistsException(CognitoError):
    """The service's AliasExistsException."""


class CachedCIMDURLDoesNotExistException(CognitoError):
    """The service's CachedCIMDURLDoesNotExistException."""


class CodeDeliveryFailureException(CognitoError):
    """The service's CodeDeliveryFailureException."""


class CodeMismatchException(CognitoError):
    """The service's CodeMismatchException."""


class ConcurrentModificationException(CognitoError):
    """The service's ConcurrentModificationException."""


class DeviceKeyExistsException(CognitoError):
    """The service's DeviceKeyExistsException."""


class DuplicateProviderException(CognitoError):
    """The service's DuplicateProviderException."""


class EnableSoftwareTokenMFAException(CognitoError):
    """The service's EnableSoftwareTokenMFAException."""


class ExpiredCodeException(CognitoError):
    """The service's ExpiredCodeException."""


class FeatureUnavailableInTierException(CognitoError):
    """The service's FeatureUnavailableInTierException."""


class ForbiddenException(CognitoError):
    """The service's ForbiddenException."""


class GroupExistsException(CognitoError):
    """The service's GroupExistsException."""


class InternalErrorException(CognitoError):
    """The service's InternalErrorException."""

    status: ClassVar[int] = 500


class InternalServerException(CognitoError):
    """The service's InternalServerException."""

    status: ClassVar[int] = 500


class InvalidEmailRoleAccessPolicyException(CognitoError):
    """The service's InvalidEmailRoleAccessPolicyException."""


class InvalidLambdaResponseException(CognitoError):
    """The service's InvalidLambdaResponseException."""


class InvalidOAuthFlowException(CognitoError):
    """The service's InvalidOAuthFlowException."""


class InvalidParameterException(CognitoError):
    """The service's InvalidParameterException."""

    def __init__(self, message: str | None = None, *, reason_code: str | None = None) -> None:
        super().__init__(message)
        self.reason_code = reason_code


class InvalidPasswordException(CognitoError):
    """The service's InvalidPasswordException."""


class InvalidSmsRoleAccessPolicyException(CognitoError):
    """The service's InvalidSmsRoleAccessPolicyException."""


class InvalidSmsRoleTrustRelationshipException(CognitoError):
    """The service's InvalidSmsRoleTrustRelationshipException."""


class InvalidUserPoolConfigurationException(CognitoError):
    """The service's InvalidUserPoolConfigurationException."""


class LimitExceededException(CognitoError):
    """The service's LimitExceededException."""


class MFAMethodNotFoundException(CognitoError):
    """The service's MFAMethodNotFoundException."""


class ManagedLoginBrandingExistsException(CognitoError):
    """The service's ManagedLoginBrandingExistsException."""


class NotAuthorizedException(CognitoError):
    """The service's NotAuthorizedException."""


class OperationNotEnabledException(CognitoError):
    """The service's OperationNotEnabledException."""


class PasswordHistoryPolicyViolationException(CognitoError):
    """The service's PasswordHistoryPolicyViolationException."""


class PasswordResetRequiredException(CognitoError):
    """The service's PasswordResetRequiredException."""


class PreconditionNotMetException(CognitoError):
    """The service's PreconditionNotMetException."""


class RefreshTokenReuseException(CognitoError):
    """The service's RefreshTokenReuseException."""


class ResourceNotFoundException(CognitoError):
    """The service's ResourceNotFoundException."""


class ScopeDoesNotExistException(CognitoError):
    """The service's ScopeDoesNotExistException."""


class ServiceQuotaExceededException(CognitoError):
    """The service's ServiceQuotaExceededException."""


class SoftwareTokenMFANotFoundException(CognitoError):
    """The service's SoftwareTokenMFANotFoundException."""


class TermsExistsException(CognitoError):
    """The service's TermsExistsException."""


class TierChangeNotAllowedException(CognitoError):
    """The service's TierChangeNotAllowedException."""


class TooManyFailedAttemptsException(CognitoError):
    """The service's TooManyFailedAttemptsException."""


class TooManyRequestsException(CognitoError):
    """The service's TooManyRequestsException."""


class UnauthorizedException(CognitoError):
    """The service's UnauthorizedException."""


class UnexpectedLambdaException(CognitoError):
    """The service's UnexpectedLambdaException."""


class UnsupportedIdentityProviderException(CognitoError):
    """The service's UnsupportedIdentityProviderException."""


class UnsupportedOperationException(CognitoError):
    """The service's UnsupportedOperationException."""


class UnsupportedTokenTypeException(CognitoError):
    """The service's UnsupportedTokenTypeException."""


class UnsupportedUserStateException(CognitoError):
    """The service's UnsupportedUserStateException."""


class UserImportInProgressException(CognitoError):
    """The service's UserImportInProgressException."""


class UserLambdaValidationException(CognitoError):
    """The service's UserLambdaValidationException."""


class UserNotConfirmedException(CognitoError):
    """The service's UserNotConfirmedException."""


class UserNotFoundException(CognitoError):
    """The service's UserNotFoundException."""


class UserPoolAddOnNotEnabledException(CognitoError):
    """The service's UserPoolAddOnNotEnabledException."""


class UserPoolTaggingException(CognitoError):
    """The service's UserPoolTaggingException."""


class UsernameExistsException(CognitoError):
    """The service's UsernameExistsException."""


class WebAuthnChallengeNotFoundException(CognitoError):
    """The service's WebAuthnChallengeNotFoundException."""


class WebAuthnClientMismatchException(CognitoError):
    """The service's WebAuthnClientMismatchException."""


class WebAuthnConfigurationMissingException(CognitoError):
    """The service's WebAuthnConfigurationMissingException."""


class WebAuthnCredentialNotSupportedException(CognitoError):
    """The service's WebAuthnCredentialNotSupportedException."""


class WebAuthnNotEnabledException(CognitoError):
    """The service's WebAuthnNotEnabledException."""


class WebAuthnOriginNotAllowedException(CognitoError):
    """The service's WebAuthnOriginNotAllowedException."""


class WebAuthnRelyingPartyMismatchException(CognitoError):
    """The service's WebAuthnRelyingPartyMismatchException."""
