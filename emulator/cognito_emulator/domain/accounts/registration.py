"""How users come to be: made by an administrator or a seed, or signed up and confirmed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from cognito_emulator import errors
from cognito_emulator.domain.accounts import new_users, triggers, verification
from cognito_emulator.domain.messages import codes, delivery, limits
from cognito_emulator.domain.messages.record import Code
from cognito_emulator.domain.pools import password_policy
from cognito_emulator.domain.users import attributes, directory, groups, passwords, usernames
from cognito_emulator.domain.users.identities import as_kept
from cognito_emulator.domain.users.record import User

if TYPE_CHECKING:
    from cognito_emulator.domain.clients.record import Client
    from cognito_emulator.domain.messages.delivery import Contact
    from cognito_emulator.domain.messages.record import Medium
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.users.record import Status
    from cognito_emulator.domain.work.context import Context
    from cognito_emulator.domain.work.events import EventDetails


class SignUp(NamedTuple):
    """A sign-up: the user, and where the code went, if one was sent."""

    user: User
    contact: Contact | None


class Confirmation(NamedTuple):
    """A confirmed sign-up: the user, and the attribute to which the code went."""

    user: User
    attribute: str


# --- by an administrator --------------------------------------------------------------------------


def create(  # noqa: PLR0913 - what a user is made of
    ctx: Context,
    pool: Pool,
    username: str,
    values: Mapping[str, str],
    password: str | None = None,
    *,
    temporary: bool = True,
    force_alias: bool = False,
    sub: str | None = None,
    details: EventDetails | None = None,
) -> User:
    """Make a user on an administrator's behalf: AdminCreateUser and seeds alike. Sends nothing.

    Args:
        ctx: the operation.
        pool: whose user it will be.
        username: the name, or the address where people sign in with addresses.
        values: attributes, of which ``*_verified`` are taken at their word.
        password: without one, the user has none.
        temporary: whether the password has to be changed at the first sign-in.
        force_alias: whether a verified address may be taken from its present holder.
        sub: the ``sub`` that the user shall have; by default a new one.
        details: of the request, for PreSignUp, which can keep the user out, but not confirm or
            verify anything (documented); ``None`` not to ask it.

    Raises:
        InvalidParameterException: the name or an attribute will not do, or the ``sub`` is taken.
        InvalidPasswordException: the password does not meet the policy.
        UsernameExistsException: the name is taken (text recorded [registration-5]), or a verified
            address is (type measured [registration-6], text a guess).
        UserLambdaValidationException: PreSignUp refuses.

    """
    whole = usernames.with_address(pool, username, values)
    initial = attributes.of_new_user(pool, None, whole)
    usernames.check_shape(pool, username)
    if password is not None:
        pool.password_policy.enforce(password, password_policy.ADMIN_CREATION_PREFIX)
    names = new_users.names(ctx, pool, username, sub)
    if details is not None:
        triggers.before(ctx, pool, "AdminCreateUser", names.username, values, details)
    new_users.require_name(ctx, pool, username, initial, "User account already exists")
    new_users.require_sub(ctx, pool, sub)
    taken = usernames.rival(ctx, pool, None, initial)
    if taken and not force_alias:
        raise errors.UsernameExistsException(f"An account with the {taken} already exists.")
    usernames.take_over(ctx, pool, None, initial)
    status: Status = "FORCE_CHANGE_PASSWORD" if password is not None and temporary else "CONFIRMED"
    return new_users.add(ctx, pool, names, initial, status, password)


def migrate(
    ctx: Context,
    pool: Pool,
    username: str,
    values: Mapping[str, str],
    password: str | None,
    *,
    force_alias: bool,
) -> User:
    """Make a confirmed user who comes from elsewhere; the password need not meet the policy.

    Raises:
        InvalidParameterException: the name or an attribute will not do.
        UsernameExistsException: the name or a verified address is taken.

    """
    user = create(ctx, pool, username, values, force_alias=force_alias)
    if password is None:
        return user
    first = passwords.new_password(ctx, pool, user.username, None, password)
    return directory.save(ctx, pool, user, password=first)


def create_federated(
    ctx: Context, pool: Pool, username: str, values: Mapping[str, str], sub: str | None
) -> User:
    """Make a user who comes from an identity provider, as seeds do.

    The name is ``<provider>_<subject>`` also where people sign in with addresses (documented).
    How it is kept, `identities.as_kept` says. A verified address that is an alias is nobody else's
    from then on (a guess).

    Raises:
        InvalidParameterException: an attribute will not do, or the ``sub`` is taken.
        UsernameExistsException: the name is taken.

    """
    username = as_kept(pool, username)
    initial = attributes.of_new_user(pool, None, values)
    names = new_users.names(ctx, pool, username, sub)._replace(username=username)
    new_users.require_name(
        ctx, pool, username, initial, "User account already exists", federated=True
    )
    new_users.require_sub(ctx, pool, sub)
    usernames.take_over(ctx, pool, None, initial)
    return new_users.add(ctx, pool, names, initial, "EXTERNAL_PROVIDER", None)


def restore(  # noqa: PLR0913 - what a user is made of
    ctx: Context,
    pool: Pool,
    username: str,
    values: Mapping[str, str],
    password: str | None,
    *,
    sub: str | None,
    status: Status,
) -> User:
    """Make a user as another emulator kept it, who may break policy and schema. For seeds.

    Where people sign in with addresses, a name that is none stays what it is.

    Raises:
        InvalidParameterException: the ``sub`` is taken.
        UsernameExistsException: the name or an address is taken.

    """
    names = new_users.names(ctx, pool, username, sub)
    address = usernames.address_attribute(pool, username)
    if address is None:
        names = names._replace(username=username)
    elif not values.get(address):
        values = {**values, address: username}
    new_users.require_name(ctx, pool, username, values, "User account already exists")
    new_users.require_sub(ctx, pool, sub)
    return new_users.add(ctx, pool, names, values, status, password)


def join(ctx: Context, pool: Pool, user: User, names: Iterable[str]) -> User:
    """Make a user a member of groups, in that order. For seeds.

    Raises:
        ResourceNotFoundException: there is no such group.

    """
    joined = (groups.get(ctx, pool, name).name for name in names)
    return directory.save(ctx, pool, user, groups=tuple(dict.fromkeys((*user.groups, *joined))))


def temporary_password(ctx: Context, pool: Pool, password: str | None) -> str | None:
    """Return the password of a user whom an administrator makes: the one given, or a new one.

    None is made where users can do without (measured [registration-7]).
    """
    if password is not None:
        return password
    return None if pool.passwordless else passwords.generate(ctx.ids, pool.password_policy)


def invite(  # noqa: PLR0913 - what a user is made of
    ctx: Context,
    pool: Pool,
    username: str,
    values: Mapping[str, str],
    password: str | None,
    media: Iterable[Medium] | None,
    *,
    force_alias: bool,
    details: EventDetails,
) -> User:
    """Make a user on an administrator's behalf, and send the temporary password.

    Media that are wanted are held against the attributes before PreSignUp is asked, and only
    where something is sent (both a guess).

    Args:
        ctx: the operation.
        pool: whose user it will be.
        username: the name, or the address where people sign in with addresses.
        values: attributes.
        password: the temporary one; by default a new one, or none where users can do without.
        media: by which the invitation is wanted, see `delivery.to_invite`; ``None`` for none.
        force_alias: whether a verified address may be taken from its present holder.
        details: of the request.

    Raises:
        InvalidParameterException: there is no address for a medium that is wanted, or a reason of
            `create`, which raises other errors too.

    """
    text = temporary_password(ctx, pool, password)
    if text is None or media is None:
        return create(ctx, pool, username, values, text, force_alias=force_alias, details=details)
    contacts = delivery.to_invite(usernames.with_address(pool, username, values), media)
    user = create(ctx, pool, username, values, text, force_alias=force_alias, details=details)
    delivery.invite(ctx, pool, user, text, contacts, details)
    return user


def reinvite(
    ctx: Context,
    pool: Pool,
    user: User,
    wanted: str | None,
    media: Iterable[Medium],
    details: EventDetails,
) -> User:
    """Give a user who never signed in another temporary password, and send it.

    Raises:
        UnsupportedUserStateException: the user has signed in since (text claimed).
        InvalidParameterException: there is no address for a medium that is wanted.
        InvalidPasswordException: the password does not meet the policy.

    """
    if user.status != "FORCE_CHANGE_PASSWORD":
        raise errors.UnsupportedUserStateException(
            f"Resend not possible. {user.username} status is not FORCE_CHANGE_PASSWORD"
        )
    contacts = delivery.to_invite(user.attributes, media)
    text = wanted if wanted is not None else passwords.generate(ctx.ids, pool.password_policy)
    pool.password_policy.enforce(text, password_policy.ADMIN_CREATION_PREFIX)
    password = passwords.new_password(ctx, pool, user.username, user.password, text, temporary=True)
    renewed = directory.touch(ctx, pool, user, password=password)
    delivery.invite(ctx, pool, renewed, text, contacts, details)
    return renewed


# --- by the user ----------------------------------------------------------------------------------


def sign_up(  # noqa: PLR0913 - what a user is made of
    ctx: Context,
    pool: Pool,
    client: Client,
    username: str,
    values: Mapping[str, str],
    password: str | None,
    *,
    details: EventDetails,
) -> SignUp:
    """Sign a user up, and send a code if an address is to be verified.

    Other errors come before the password's (measured [registration-4]). PreSignUp is asked before
    anybody looks whether the name is taken: there are functions in use that make way for the new
    user.

    Raises:
        NotAuthorizedException: only administrators make users (text measured [registration-1]), or
            an attribute is not the client's.
        InvalidParameterException: the name or an attribute will not do.
        InvalidPasswordException: the password does not meet the policy.
        UsernameExistsException: the name is taken, whatever the client hides (measured
            [registration-3]).
        UserLambdaValidationException: PreSignUp refuses.

    """
    if pool.only_admins_create:
        raise errors.NotAuthorizedException("SignUp is not permitted for this user pool")
    whole = usernames.with_address(pool, username, values)
    initial = attributes.of_new_user(pool, client, whole)
    usernames.check_shape(pool, username)
    _refuse_early_alias(pool, initial)
    _check_sign_up_password(pool, password)
    names = new_users.names(ctx, pool, username)
    verdict = triggers.before(ctx, pool, "SignUp", names.username, values, details)
    initial = attributes.verified(initial, verdict.verified)
    new_users.require_name(ctx, pool, username, initial, "User already exists")
    usernames.take_over(ctx, pool, None, initial)
    if verdict.confirmed:
        user = new_users.add(ctx, pool, names, initial, "CONFIRMED", password)
        triggers.confirmed(ctx, pool, user, details)
        return SignUp(user, None)
    user = new_users.add(ctx, pool, names, initial, "UNCONFIRMED", password)
    contact = delivery.to_confirm(pool, user)
    if contact is not None:
        delivery.send_code(ctx, pool, user, contact, delivery.SIGN_UP, details)
    elif pool.auto_verified:
        delivery.warn_unsent(
            ctx, pool, user, "the code to confirm the sign-up", *pool.auto_verified
        )
    return SignUp(user, contact)


def confirm_with_code(  # noqa: PLR0913 - what the request says, and of what its events tell
    ctx: Context,
    pool: Pool,
    client: Client,
    name: str,
    code: str,
    *,
    details: EventDetails,
    force_alias: bool,
) -> Confirmation:
    """Confirm a sign-up by the code that was sent, which verifies the address it went to.

    The status is looked at before the code (measured [registration-9]), the code before the alias
    (documented).

    Raises:
        UserNotFoundException: there is no such user, and the client does not hide that.
        NotAuthorizedException: the user is confirmed already.
        CodeMismatchException, ExpiredCodeException: the code is not good, or a hidden user's.
        AliasExistsException: the address is another user's alias, who may keep it (documented).
        LimitExceededException: too many tries within an hour.

    """
    user = directory.named(ctx, pool, client, name)
    limits.count(ctx, pool, user.sub if user else name, limits.CONFIRM_SIGN_UP)
    if user is None:
        raise codes.mismatch()
    _require_unconfirmed(user)
    sent = codes.use(ctx, user, codes.SIGN_UP, code)
    if user.attributes.get(sent.attribute) == sent.address:  # else changed since, and not proven
        user = _prove(ctx, pool, user, sent, force_alias=force_alias)
    return Confirmation(_confirm(ctx, pool, user, details), sent.attribute)


def confirm_as_admin(ctx: Context, pool: Pool, user: User, details: EventDetails) -> None:
    """Confirm a sign-up as an administrator.

    Addresses stay unverified (recorded [registration-10]).

    Raises:
        NotAuthorizedException: the user is confirmed already.

    """
    _require_unconfirmed(user)
    _confirm(ctx, pool, user, details)


def resend(ctx: Context, pool: Pool, client: Client, name: str, details: EventDetails) -> Contact:
    """Send another code to confirm a sign-up with.

    A client that hides users is not told that somebody is confirmed. Some requests for a confirmed
    user are refused (measured [registration-11]), others not (measured [registration-12]); that
    this setting makes the difference is a guess.

    Raises:
        UserNotFoundException: there is no such user, and the client does not hide that.
        InvalidParameterException: the user is confirmed already (text measured
            [registration-11]).
        NotAuthorizedException: the pool verifies no address of the user (text measured
            [registration-13]).
        LimitExceededException: too many codes within an hour.

    """
    user = directory.named(ctx, pool, client, name)
    limits.count(ctx, pool, user.sub if user else name, limits.RESEND_CODE)
    if user is None or (user.status != "UNCONFIRMED" and client.hides_users):
        return delivery.pretended(pool, name, pool.auto_verified)
    if user.status != "UNCONFIRMED":
        raise errors.InvalidParameterException("User is already confirmed.")
    contact = delivery.to_confirm(pool, user)
    if contact is None:
        raise errors.NotAuthorizedException("Cannot resend codes. Auto verification not turned on.")
    return delivery.send_code(ctx, pool, user, contact, delivery.RESEND, details)


# --- steps ----------------------------------------------------------------------------------------


def _prove(ctx: Context, pool: Pool, user: User, sent: Code, *, force_alias: bool) -> User:
    """Verify the address that a code went to, which may make it the user's alias."""
    proven = {sent.attribute: sent.address, f"{sent.attribute}_verified": "true"}
    taken = usernames.rival(ctx, pool, user, proven)
    if taken and not force_alias:
        raise errors.AliasExistsException(f"An account with the {taken} already exists.")
    return verification.confirm_address(ctx, pool, user, sent.attribute, sent.address)


def _confirm(ctx: Context, pool: Pool, user: User, details: EventDetails) -> User:
    confirmed = directory.touch(ctx, pool, user, status="CONFIRMED")
    triggers.confirmed(ctx, pool, confirmed, details)
    return confirmed


def _refuse_early_alias(pool: Pool, initial: Mapping[str, str]) -> None:
    """An alias preferred_username waits for the confirmation (text measured [registration-2])."""
    if "preferred_username" in pool.alias_attributes and "preferred_username" in initial:
        raise errors.InvalidParameterException(
            "Preferred username cannot be provided for unconfirmed account, "
            "since user pool is configured for preferred username alias."
        )


def _check_sign_up_password(pool: Pool, password: str | None) -> None:
    """A sign-up goes without a password only where users can do without (documented).

    The text for a missing one is the request validator's from before it could be missing.
    """
    if password is not None:
        pool.password_policy.enforce(password, password_policy.SIGN_UP_PREFIX)
    elif not pool.passwordless:
        raise errors.InvalidParameterException(
            "1 validation error detected: Value at 'password' failed to satisfy constraint: "
            "Member must not be null"
        )


def _require_unconfirmed(user: User) -> None:
    """Text: measured [registration-16]."""
    if user.status != "UNCONFIRMED":
        raise errors.NotAuthorizedException(
            f"User cannot be confirmed. Current status is {user.status}"
        )
