# A web server from its makers' own package repository, as the official image has it.
FROM debian:bookworm-slim

LABEL maintainer="A Web Team <web@example.com>"

ENV WEB_VERSION=1.29.1
ENV NJS_VERSION=0.9.1
ENV PKG_RELEASE=1~bookworm

RUN set -x \
    # the user comes first, so that its number is the same in every variant
    && groupadd --system --gid 101 web \
    && useradd --system --gid web --no-create-home --home /nonexistent --comment "web user" --shell /bin/false --uid 101 web \
    && apt-get update \
    && apt-get install --no-install-recommends --no-install-suggests -y gnupg1 ca-certificates \
    && \
    KEYS="8540A6F18833A80E9C1653A42FD21310B49F6B46 573BFD6B3D8FBC641079A6ABABF5BD827BD9BF62"; \
    keyring=/usr/share/keyrings/web-archive.gpg; \
    export GNUPGHOME="$(mktemp -d)"; \
    found=''; \
    for key in $KEYS; do \
    for server in \
        hkp://keyserver.example.com:80 \
        pgp.example.org \
    ; do \
        echo "Fetching GPG key $key from $server"; \
        gpg1 --batch --keyserver "$server" --keyserver-options timeout=10 --recv-keys "$key" && found=yes && break; \
    done; \
    test -z "$found" && echo >&2 "error: failed to fetch GPG key $key" && exit 1; \
    done; \
    gpg1 --batch --export $KEYS > "$keyring"; \
    rm -rf "$GNUPGHOME"; \
    apt-get remove --purge --auto-remove -y gnupg1 && rm -rf /var/lib/apt/lists/* \
    && arch="$(dpkg --print-architecture)" \
    && packages=" \
        web=${WEB_VERSION}-${PKG_RELEASE} \
        web-module-njs=${WEB_VERSION}+${NJS_VERSION}-${PKG_RELEASE} \
    " \
    && case "$arch" in \
        amd64|arm64) \
            echo "deb [signed-by=$keyring] https://packages.example.org/debian/ bookworm web" >> /etc/apt/sources.list.d/web.list \
            && apt-get update \
            ;; \
        *) \
# no binaries for this one: they are made here
            tempDir="$(mktemp -d)" \
            && chmod 777 "$tempDir" \
            && savedAptMark="$(apt-mark showmanual)" \
            && apt-mark showmanual | xargs apt-mark auto > /dev/null \
            && { [ -z "$savedAptMark" ] || apt-mark manual $savedAptMark; } \
            ;; \
    esac \
    && apt-get install --no-install-recommends --no-install-suggests -y $packages gettext-base curl \
    && rm -rf /var/lib/apt/lists/* /etc/apt/sources.list.d/web.list \
# what the server writes goes where docker logs looks
    && ln -sf /dev/stdout /var/log/web/access.log \
    && ln -sf /dev/stderr /var/log/web/error.log \
    && mkdir /docker-entrypoint.d

COPY docker-entrypoint.sh /
COPY 10-listen-on-ipv6.sh 20-envsubst-on-templates.sh /docker-entrypoint.d/
ENTRYPOINT ["/docker-entrypoint.sh"]

EXPOSE 80

STOPSIGNAL SIGQUIT

CMD ["web", "-g", "daemon off;"]
