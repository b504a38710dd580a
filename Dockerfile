# syntax=docker/dockerfile:1
# One image for web, worker, beat and migrations. Build arguments replace the base images where a mirror is used.
ARG PYTHON_IMAGE=python:3.13-slim-bookworm
ARG NODE_IMAGE=node:24-bookworm-slim

FROM ${NODE_IMAGE} AS browser-files
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund

FROM ${PYTHON_IMAGE} AS build
ENV PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /srv/pingan
RUN python -m venv /opt/venv
COPY requirements/runtime.lock requirements/
RUN /opt/venv/bin/pip install --require-hashes --only-binary=:all: -r requirements/runtime.lock
COPY . .
COPY --from=browser-files /build/node_modules /build/node_modules
# The keys below live only in this step: collectstatic needs settings, not secrets. No server is contacted.
RUN PINGAN_DATA_DIR=/build/data /opt/venv/bin/python script/assets --from /build/node_modules \
 && /opt/venv/bin/python script/messages.py compile \
 && DJANGO_SETTINGS_MODULE=pingan.settings.production PINGAN_DATA_DIR=/build/data \
    PINGAN_SECRET_KEY=build PINGAN_FIELD_KEYS=build PINGAN_BLIND_INDEX_KEY=build \
    DATABASE_URL=postgresql://build@/build REDIS_URL=redis://build \
    /opt/venv/bin/python manage.py collectstatic --noinput --verbosity 0 \
 && rm -rf script/launcher script/server script/test script/lock

FROM ${PYTHON_IMAGE} AS served
RUN groupadd --gid 10001 pingan \
 && useradd --uid 10001 --gid pingan --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin pingan \
 && install -d -o pingan -g pingan -m 0750 /var/lib/pingan /var/lib/pingan/files
COPY --from=build /opt/venv /opt/venv
COPY --from=build /srv/pingan /srv/pingan
COPY --from=build --chown=pingan:pingan /build/data/static /var/lib/pingan/static
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=pingan.settings.production PINGAN_DATA_DIR=/var/lib/pingan
WORKDIR /srv/pingan
USER pingan
EXPOSE 8000
VOLUME /var/lib/pingan/files
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "--workers", "2", \
     "--blocking-threads", "4", "--no-ws", "--workers-kill-timeout", "20", "pingan.wsgi:application"]
