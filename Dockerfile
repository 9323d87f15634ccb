# The product from the same hashed lock as everywhere else. Used by docker-compose.yml for the web
# server, the workers, the scheduler and the migrations; only the command differs.

FROM python:3.13-slim-trixie AS packages
COPY requirements.txt /
RUN python -m venv /venv \
    && /venv/bin/pip install --no-cache-dir --disable-pip-version-check \
        --require-hashes --only-binary :all: --requirement /requirements.txt

FROM python:3.13-slim-trixie
# Pango lays out the text of PDFs.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends \
        fonts-dejavu-core libharfbuzz-subset0 libpango-1.0-0 libpangoft2-1.0-0 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --no-create-home --home-dir /nonexistent brandpunt \
    && install --directory --owner brandpunt /media /scheduler
COPY --from=packages /venv /venv
WORKDIR /app
COPY . .
ENV PATH=/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    XDG_CACHE_HOME=/tmp \
    PRODUCTION=yes \
    MEDIA_ROOT=/media
# The values here only let the settings be read; none of them reaches the image's environment.
RUN python -m config.local.catalogue compile \
    && SECRET_KEY=only-while-building-0123456789-0123456789-0123456789-0123456789 \
        ALLOWED_HOSTS=localhost EMAIL_HOST=localhost \
        python manage.py collectstatic --noinput --verbosity 0
USER brandpunt
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=40s --retries=3 \
    CMD ["python", "config/healthcheck.py"]
CMD ["sh", "-c", "exec gunicorn config.wsgi:application --bind 0.0.0.0:8000 \
    --workers ${WEB_WORKERS:-3} --threads ${WEB_THREADS:-4} --worker-tmp-dir /dev/shm \
    --max-requests 2000 --max-requests-jitter 200 --timeout 60 --graceful-timeout 30 \
    --no-control-socket --access-logfile - --logger-class config.web_log.WebLog"]
