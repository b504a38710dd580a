"""Tables of disputes."""

from disputes.models.agreements import Agreement, AgreementClause, AgreementSignature, JudicialConfirmation
from disputes.models.channels import Attendance, Channel, MediationSession, SessionMediator
from disputes.models.committees import MediationCommittee, Mediator
from disputes.models.disputes import Dispute, DisputeReader, DisputeUnit, ReturnVisit
from disputes.models.flags import PoliceNotice, RedFlag
from disputes.models.papers import CaseNumber, DisputePaper
from disputes.models.parties import DisputeParty
from disputes.models.types import DisputeType

__all__ = [
    "Agreement",
    "AgreementClause",
    "AgreementSignature",
    "Attendance",
    "CaseNumber",
    "Channel",
    "Dispute",
    "DisputePaper",
    "DisputeParty",
    "DisputeReader",
    "DisputeType",
    "DisputeUnit",
    "JudicialConfirmation",
    "MediationCommittee",
    "MediationSession",
    "Mediator",
    "PoliceNotice",
    "RedFlag",
    "ReturnVisit",
    "SessionMediator",
]
