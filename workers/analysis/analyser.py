"""The programmatic analysis: read the words once, then answer each question from that reading. Pure: no clock, no I/O."""

from workers.analysis.contradictions import find_contradictions
from workers.analysis.decisions import FURTHER, SENTIMENT, decisions_of
from workers.analysis.entities import find_entities
from workers.analysis.findings import ProgrammaticAnalysis
from workers.analysis.funnel import find_funnel
from workers.analysis.further_intents import find_further
from workers.analysis.intents import choose_intent, score_intents
from workers.analysis.language import read_language
from workers.analysis.line import find_line
from workers.analysis.model import SERVICES, model_of
from workers.analysis.notices import find_notices
from workers.analysis.outcome import find_ending
from workers.analysis.promises import find_promises
from workers.analysis.reading import read
from workers.analysis.repetition import find_repetitions
from workers.analysis.sentiment import find_sentiment
from workers.analysis.services import find_services
from workers.analysis.timing import find_pauses, measure_talk
from workers.analysis.transcript import Transcript
from workers.analysis.urgency import find_urgency
from workers.analysis.vocabulary import vocabulary_of
from workers.sectors.schema import Sector


def analyse(transcript: Transcript, sector: Sector) -> ProgrammaticAnalysis:
    reading = read(transcript, vocabulary_of(sector))
    model = model_of(sector)
    predictions = model.predict(reading) if model is not None else None
    decisions, scores = decisions_of(sector), score_intents(reading, sector)
    intent = choose_intent(reading, sector, scores, predictions)
    kind = sector.intents[intent.value]
    further = find_further(reading, sector, kind, scores, decisions[FURTHER])
    language = read_language(reading, sector.default_language)
    entities = find_entities(reading, sector, language.value, kind)
    ending = find_ending(reading, kind, predictions)
    urgency = find_urgency(reading, sector, kind, ending.outcome.value, predictions)
    return ProgrammaticAnalysis(
        language=language,
        intent=intent,
        secondary_intents=further,
        services=find_services(
            reading,
            sector,
            kind,
            ending.outcome.value,
            model.service_weights if model else None,
            predictions.get(SERVICES) if predictions else None,
        ),
        urgency=urgency,
        outcome=ending.outcome,
        abandonment=ending.abandonment,
        sentiment=find_sentiment(reading, kind, urgency.value, decisions[SENTIMENT]),
        entities=entities,
        promises=find_promises(reading),
        notices=find_notices(reading),
        talk=measure_talk(transcript),
        pauses=find_pauses(transcript),
        repetitions=find_repetitions(reading),
        contradictions=find_contradictions(reading, entities),
        funnel=find_funnel(reading, sector, entities, (intent, *further), ending.outcome),
        line=find_line(reading),
        sector=sector.name,
    )
