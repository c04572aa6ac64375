"""Errors of AI analyses: refused before they start, or failed on the way."""


class AnalysisRefusedError(Exception):
    """An AI analysis was not started. `code` is for programs, the message for logs; nothing has been spent."""

    code = "refused"

    @property
    def message(self) -> str:
        """For people."""
        return MESSAGES.get(self.code, MESSAGES["unexpected"])


class UnknownConversationError(AnalysisRefusedError):
    code = "unknown_conversation"


class UnknownChoiceError(AnalysisRefusedError):
    """No such prompt or model; the message lists those that exist."""

    code = "unknown_choice"


class UnreadableTemplateError(AnalysisRefusedError):
    """The prompt of this line of business cannot be read; the message says what to mend."""

    code = "unreadable_template"


class NothingToAnalyseError(AnalysisRefusedError):
    """Nobody said anything."""

    code = "nothing_to_analyse"


class CallNotOverError(NothingToAnalyseError):
    """The call is still running; its analysis would be outdated at once."""

    code = "call_not_over"


class AnalysisUnderWayError(AnalysisRefusedError):
    """Another AI analysis of this conversation is queued or running."""

    code = "analysis_under_way"


class BudgetExceededError(AnalysisRefusedError):
    """This analysis would exceed the daily or monthly budget."""

    code = "budget_exceeded"


class QueueUnavailableError(AnalysisRefusedError):
    """Redis does not answer; the analysis is marked as failed and can be requested again."""

    code = "queue_unavailable"


class ProviderSuspendedError(AnalysisRefusedError):
    """The provider's account is empty or its key was refused; no analysis is tried until that is fixed or some time has passed."""

    code = "provider_suspended"


class AnalysisError(Exception):
    """An analysis failed. A permanent failure is not retried; `message` is for people."""

    def __init__(self, code: str, detail: str = "", *, permanent: bool) -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.permanent = permanent

    @property
    def message(self) -> str:
        return MESSAGES.get(self.code, MESSAGES["unexpected"])


# Pages show them in the language of their reader: as message ids, they stand in the catalogues of `dashboard_app/translations`.
MESSAGES = {
    "refusal": "The model refused to analyse this call. Another model may do it: choose one under “Versions and comparison”.",
    "truncated": "The model's answer was cut off. Try again; if it happens again, use a model that can answer at greater length.",
    "content_filter": "The provider's content filter stopped the analysis. Another model may do it: choose one under “Versions and comparison”.",
    "model_failed": "The model could not complete the analysis. Try again.",
    "bad_answer": "The model answered in a form that cannot be read. Try again; if it happens again, use another model.",
    "rate_limited": "The model's provider is overloaded. Try again in a few minutes.",
    "insufficient_quota": "The account at the model's provider has no credit left. Look at its billing.",
    "authentication": "The provider rejects the key. Check OPENAI_API_KEY.",
    "unknown_model": "The provider does not know the configured model. Check OPENAI_MODEL.",
    "too_long": "This call is longer than the model can read. Use a model that reads more at once.",
    "bad_request": "The model's provider rejected the request. The jobs' log says why; another model may accept it.",
    "no_endpoint": "The configured server offers neither the Responses API nor chat completions. Check OPENAI_BASE_URL.",
    "unreachable": "The model could not be reached. Try again in a few minutes.",
    "timeout": "The model took too long to answer. Try again; if it happens again, use a faster model.",
    "server_error": "The model's provider failed. Try again in a few minutes.",
    "budget_exceeded": "The budget for AI analyses is used up. It starts anew tomorrow, or with the next month.",
    "nothing_to_analyse": "Nothing was said in this call.",
    "unknown_choice": "There is no such model, or no such version of the prompt.",
    "unreadable_template": "The prompt of this line of business cannot be read. Check its template with `flask sectors check`.",
    "worker_lost": "The process that did the analysis has stopped. Try again.",
    "queue_unavailable": "The job queue does not answer. Try again in a moment.",
    "provider_suspended": "AI analyses are suspended: the provider rejects the key, or the account has no credit left. Check OPENAI_API_KEY and the billing; they are tried again in a few minutes.",
    "batch_expired": "The provider did not finish this analysis within its time. Ask for it again.",
    "batch_cancelled": "The batch of analyses was cancelled at the provider. Ask for it again.",
    "batch_failed": "The provider rejected the batch of analyses. The jobs' log says why.",
    "outdated": "The call or the rules have changed while the answer was awaited. Ask for the analysis again.",
    "unexpected": "The analysis failed because of an unexpected error. The jobs' log says why.",
}
