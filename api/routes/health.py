"""`GET /health/live` and `/health/ready`, for whoever starts, restarts and balances the service."""

from fastapi import APIRouter

from api.deps import ServiceDep
from api.problems import documented
from api.schemas import Health

router = APIRouter(prefix="/health", tags=["operation"])


@router.get("/live")
async def live() -> Health:
    """That the process answers at all."""
    return Health(status="live")


@router.get("/ready", responses=documented(503))
async def ready(service: ServiceDep) -> Health:
    """That questions are answered from all of the sources; 503 while the index is missing or incomplete."""
    await service.check_ready()
    return Health(status="ready")
