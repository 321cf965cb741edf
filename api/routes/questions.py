"""`GET /questions`: what can be asked."""

from fastapi import APIRouter

from api.deps import LanguageParam, ServiceDep
from api.problems import documented
from api.reading import JSONRoute
from api.schemas import Questions
from bot.starters import starters
from corpus.knowledge import KnowledgeBase
from corpus.phrases import SPOKEN

router = APIRouter(tags=["sources"], route_class=JSONRoute, responses=documented(406, 422, 503))


@router.get("/questions")
async def questions(service: ServiceDep, language: LanguageParam = None) -> Questions:
    """The questions that the sources answer, in each language that the bot speaks, or in one."""
    languages = SPOKEN if language is None else (language,)

    def read(knowledge: KnowledgeBase) -> Questions:
        return Questions(questions={code: starters(knowledge, code) for code in languages})

    return await service.read(read)
