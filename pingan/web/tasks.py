from pingan.common.outbox import job
from pingan.web import export_jobs


@job("web.export")
def export(*, job_id: int) -> None:
    export_jobs.make_export(job_id=job_id)


@job("web.forget_export")
def forget_export(*, job_id: int) -> None:
    export_jobs.forget_export(job_id=job_id)
