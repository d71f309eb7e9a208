# One image, four processes: the command says which (start:server, start:gateway, start:sfu, start:watchdog).
# The steps are those of tools/bootstrap.mjs; test/unit/deployment holds the two together.

FROM debian:12-slim AS build
ENV DEBIAN_FRONTEND=noninteractive PUPPETEER_SKIP_DOWNLOAD=1
# Debian's node only starts npm; everything else runs on the pinned one that npm brings.
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates nodejs npm
COPY tools/mediasoup-worker/debian-packages.txt /tmp/
RUN xargs apt-get install -y --no-install-recommends < /tmp/debian-packages.txt
WORKDIR /kanhu
COPY package.json package-lock.json .npmrc ./
COPY tools/patches tools/patches
RUN npm ci --ignore-scripts --include=dev --include=optional
RUN node_modules/.bin/node tools/patches/apply.mjs
COPY tools/mediasoup-worker tools/mediasoup-worker
RUN bash tools/mediasoup-worker/build.sh node_modules/mediasoup /opt/kanhu/mediasoup-worker
COPY . .
RUN node_modules/.bin/vite build --logLevel warn
RUN npm prune --omit=dev --ignore-scripts

FROM debian:12-slim
RUN apt-get update \
  && apt-get install -y --no-install-recommends ca-certificates libuv1 libssl3 libsrtp2-1 libabsl20220623 \
  && rm -rf /var/lib/apt/lists/* \
  && useradd --system --uid 10001 kanhu
ENV NODE_ENV=production KANHU_MEDIASOUP_WORKER=/opt/kanhu/mediasoup-worker PATH=/kanhu/node_modules/.bin:$PATH
WORKDIR /kanhu
COPY --from=build /opt/kanhu /opt/kanhu
COPY --from=build /kanhu /kanhu
USER kanhu
CMD ["node", "server/main.ts"]
