"""Errors of AI analyses: refused before they start, or failed on the way."""


class AnalysisRefusedError(Exception):
    """An AI analysis was not started. `code` is for programs, the message for logs; nothing has been spent."""

    code = "refused"

    @property
    def message(self) -> str:
        """Spanish, for the page."""
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
    """An analysis failed. A permanent failure is not retried; `message` (Spanish) is for the page."""

    def __init__(self, code: str, detail: str = "", *, permanent: bool) -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.permanent = permanent

    @property
    def message(self) -> str:
        return MESSAGES.get(self.code, MESSAGES["unexpected"])


MESSAGES = {
    "refusal": "El modelo se ha negado a analizar esta llamada.",
    "truncated": "La respuesta del modelo ha quedado cortada. Vuelva a intentarlo; si se repite, use un modelo con más capacidad.",
    "content_filter": "El filtro de contenidos del proveedor ha detenido el análisis.",
    "model_failed": "El modelo no ha podido completar el análisis.",
    "bad_answer": "El modelo ha contestado en un formato que no se puede leer.",
    "rate_limited": "El proveedor del modelo está saturado. Vuelva a intentarlo dentro de unos minutos.",
    "insufficient_quota": "La cuenta del proveedor del modelo no tiene saldo. Revise la facturación de OpenAI.",
    "authentication": "La clave de OpenAI no es válida. Revise OPENAI_API_KEY.",
    "unknown_model": "El proveedor no conoce el modelo configurado. Revise OPENAI_MODEL.",
    "bad_request": "El proveedor del modelo ha rechazado la petición.",
    "no_endpoint": "El servidor configurado no ofrece ni la Responses API ni chat completions. Revise OPENAI_BASE_URL.",
    "unreachable": "No se ha podido conectar con el modelo. Vuelva a intentarlo dentro de unos minutos.",
    "timeout": "El modelo ha tardado demasiado en contestar.",
    "server_error": "El proveedor del modelo ha fallado. Vuelva a intentarlo dentro de unos minutos.",
    "budget_exceeded": "El presupuesto de análisis con IA está agotado.",
    "nothing_to_analyse": "En esta llamada no se dijo nada.",
    "unknown_choice": "No existe ese modelo o esa versión de las instrucciones.",
    "unreadable_template": "No se pueden leer las instrucciones de este sector. Revise la plantilla con `flask sectors check`.",
    "worker_lost": "El proceso que hacía el análisis se ha detenido. Vuelva a intentarlo.",
    "queue_unavailable": "La cola de trabajos no responde. Vuelva a intentarlo dentro de un momento.",
    "provider_suspended": "Los análisis con IA están suspendidos: el proveedor rechaza la clave o la cuenta no tiene saldo. Revise OPENAI_API_KEY y la facturación; se reintentará en unos minutos.",
    "batch_expired": "El proveedor no ha terminado este análisis dentro de su plazo. Vuelva a pedirlo.",
    "batch_cancelled": "El lote de análisis se ha cancelado en el proveedor. Vuelva a pedirlo.",
    "batch_failed": "El proveedor ha rechazado el lote de análisis. El detalle está en el registro de trabajos.",
    "outdated": "La llamada o las reglas han cambiado mientras se esperaba la respuesta. Vuelva a pedir el análisis.",
    "unexpected": "El análisis ha fallado por un error inesperado. El detalle está en el registro de trabajos.",
}
