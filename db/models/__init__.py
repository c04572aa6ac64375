"""The tables, one module per subject."""

from db.models.alert import Alert, AlertMute, AlertWatch
from db.models.analysis import ConversationAnalysis, LedgerEntry
from db.models.annotation import CallNote, CallRating, CallTag, Review
from db.models.base import Base
from db.models.board import Board, BoardChart
from db.models.bulk_order import BulkOrder
from db.models.call_fact import CallFact
from db.models.call_text import CallText
from db.models.checked_call import CheckedCall
from db.models.conversation import Conversation, Turn
from db.models.ended_session import EndedSession
from db.models.erased_call import ErasedCall, ErasureSalt
from db.models.erasure import Erasure
from db.models.event import RealTimeEvent
from db.models.experiment import Experiment, ExperimentCall
from db.models.follow_up import FollowUp
from db.models.organization import Agent, AgentVersion, Organization, User
from db.models.own_rule import OwnAlertRule
from db.models.password_link import PasswordLink
from db.models.recording import Recording
from db.models.report import ReportDelivery
from db.models.rollup import CallCell, CallDay, CallMonth, CallSpread, CostDay
from db.models.saved_view import PagePreference, SavedView
from db.models.setting_change import SettingChange
from db.models.sound import SoundMeasurement
from db.models.topic_report import TopicReport
from db.models.webhook import WebhookCursor, WebhookDelivery, WebhookEndpoint

__all__ = [
    "Agent",
    "AgentVersion",
    "Alert",
    "AlertMute",
    "AlertWatch",
    "Base",
    "Board",
    "BoardChart",
    "BulkOrder",
    "CallCell",
    "CallDay",
    "CallFact",
    "CallMonth",
    "CallNote",
    "CallRating",
    "CallSpread",
    "CallTag",
    "CallText",
    "CheckedCall",
    "Conversation",
    "ConversationAnalysis",
    "CostDay",
    "EndedSession",
    "ErasedCall",
    "Erasure",
    "ErasureSalt",
    "Experiment",
    "ExperimentCall",
    "FollowUp",
    "LedgerEntry",
    "Organization",
    "OwnAlertRule",
    "PagePreference",
    "PasswordLink",
    "RealTimeEvent",
    "Recording",
    "ReportDelivery",
    "Review",
    "SavedView",
    "SettingChange",
    "SoundMeasurement",
    "TopicReport",
    "Turn",
    "User",
    "WebhookCursor",
    "WebhookDelivery",
    "WebhookEndpoint",
]
