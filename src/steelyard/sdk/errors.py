# SPDX-License-Identifier: Apache-2.0
"""What the SDK refuses by itself, before anything is sent. A contract's refusals are `reverts.errors.Reverted`."""


class SdkError(Exception):
    """Something that was asked for cannot be done; the text names the value, the bound and the remedy."""


class BadAmount(SdkError, ValueError):
    """This is no amount, or not one of this asset."""


class UnknownSymbol(SdkError, LookupError):
    """Nothing here is called that."""


class AmbiguousSymbol(SdkError, LookupError):
    """Several things are called that; the text lists their addresses."""


class BadNetwork(SdkError, ValueError):
    """A network file is missing or contradicts the chain."""


class NoSigner(SdkError):
    """Nobody here can sign for the account."""


class NoRoute(SdkError):
    """No exchange that the network file names trades the two assets, or none deep enough."""


class Disagreement(SdkError):
    """The reference model does not reproduce what the chain answers: other contracts than this version knows."""
