# The image of Sluice for production: the vendor's Node 24 on Debian, and a PostgreSQL that DATABASE_URL names.
#
# A tag can be moved. A build that is to be deployed names the digest, which the next line prints:
#   docker buildx imagetools inspect node:24.21.0-bookworm-slim --format '{{.Manifest.Digest}}'
#   docker build --build-arg NODE_IMAGE=node:24.21.0-bookworm-slim@sha256:<digest> -t sluice .
ARG NODE_IMAGE=node:24.21.0-bookworm-slim

FROM ${NODE_IMAGE} AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# Optional packages are the runtime and the PostgreSQL for trying Sluice out; both come from elsewhere here.
RUN npm ci --omit=dev --omit=optional --ignore-scripts

FROM ${NODE_IMAGE}
RUN groupadd --gid 10001 sluice \
 && useradd --uid 10001 --gid sluice --no-create-home --home-dir /var/lib/sluice --shell /usr/sbin/nologin sluice \
 && install --directory --owner sluice --group sluice --mode 0700 /var/lib/sluice
WORKDIR /app
COPY --from=packages /app/node_modules ./node_modules
COPY package.json LICENSE ./
COPY src ./src
COPY workers ./workers
COPY db ./db
COPY data ./data
ENV NODE_ENV=production \
    SLUICE_HOME=/var/lib/sluice
# Nothing under /app is written: the root of the container may be read-only.
USER 10001:10001
EXPOSE 8080
STOPSIGNAL SIGTERM
# Open to everybody and without a key: it says that the process answers, and nothing else.
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 8080}/healthz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--disable-sigusr1", "--report-exclude-env", "--disable-proto=delete", "src/cli/sluice.ts", "serve"]
