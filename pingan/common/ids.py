"""Typed identifiers, so that a user's key is never passed for a matter's."""

from typing import NewType

UserId = NewType("UserId", int)
PostId = NewType("PostId", int)
RegionCode = NewType("RegionCode", str)
OrganId = NewType("OrganId", int)
MatterId = NewType("MatterId", int)
FileId = NewType("FileId", int)
