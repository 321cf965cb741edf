"""`GET /documents`: the sources with their exact text, so that anybody can check a citation."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, HTTPException, Path, Response

from api.deps import ServiceDep
from api.problems import documented
from api.reading import JSONRoute
from api.schemas import DocumentInfo, Documents, DocumentText
from corpus.knowledge import KnowledgeBase

_PAGE: Final[dict[str, Any]] = {
    "description": "The document; to a browser that asks for a page (`Accept: text/html`), the page that shows it.",
    "content": {"text/html": {"schema": {"type": "string"}}},
}
_Id = Annotated[str, Path(examples=["nick-mehta-jason-lemkin-cs-questions.nl"])]

router = APIRouter(tags=["sources"], route_class=JSONRoute, responses=documented(406, 503))


@router.get("/documents")
async def documents(service: ServiceDep) -> Documents:
    """All documents, without their text."""
    found = await service.read(lambda knowledge: knowledge.catalog.documents())
    return Documents(documents=[DocumentInfo.of(document) for document in found])


@router.head("/documents/{document_id:path}", include_in_schema=False)
@router.get("/documents/{document_id:path}", responses={200: _PAGE, **documented(404)})
async def document(document_id: _Id, service: ServiceDep, response: Response) -> DocumentText:
    """One document with its exact text and its sections.

    On the page, `#start-end` in the address marks and shows these code points.
    """
    response.headers["Vary"] = "Accept"
    found = await service.read(lambda knowledge: _whole(knowledge, document_id))
    if found is None:
        raise HTTPException(404, "There is no document with this id. GET /documents lists all.", {"Vary": "Accept"})
    return found


def _whole(knowledge: KnowledgeBase, document_id: str) -> DocumentText | None:
    document = next((each for each in knowledge.catalog.documents() if each.id == document_id), None)
    return DocumentText.whole(document, knowledge.catalog.sections(document_id)) if document else None
