# A runtime whose releases are signed by several people; on alpine its binaries come from elsewhere.
FROM alpine:3.22

ENV RUNTIME_VERSION=24.9.0

RUN addgroup -g 1000 runtime \
    && adduser -u 1000 -G runtime -s /bin/sh -D runtime \
    && apk add --no-cache \
        libstdc++ \
    && apk add --no-cache --virtual .build-deps \
        curl \
    && ARCH= OPENSSL_ARCH='linux*' && alpineArch="$(apk --print-arch)" \
      && case "${alpineArch##*-}" in \
        x86_64) ARCH='x64' CHECKSUM="4ebd7b44c7fdcfc7be5b6b5c2fe6ee6d8a24b1f3fbe52b92dd3b8e0f7a8c9d0e" OPENSSL_ARCH=linux-x86_64;; \
        x86) OPENSSL_ARCH=linux-elf;; \
        aarch64) OPENSSL_ARCH=linux-aarch64;; \
        arm*) OPENSSL_ARCH=linux-armv4;; \
        ppc64le) OPENSSL_ARCH=linux-ppc64le;; \
        *) ;; \
      esac \
  && if [ -n "${CHECKSUM}" ]; then \
    set -eu; \
    curl -fsSLO --compressed "https://unofficial-builds.example.org/v$RUNTIME_VERSION/runtime-v$RUNTIME_VERSION-linux-$ARCH-musl.tar.xz"; \
    echo "$CHECKSUM  runtime-v$RUNTIME_VERSION-linux-$ARCH-musl.tar.xz" | sha256sum -c - \
      && tar -xJf "runtime-v$RUNTIME_VERSION-linux-$ARCH-musl.tar.xz" -C /usr/local --strip-components=1 --no-same-owner \
      && ln -s /usr/local/bin/runtime /usr/local/bin/runtimejs; \
  else \
    echo "Building from source" \
    # backup build
    && apk add --no-cache --virtual .build-deps-full \
        binutils-gold \
        g++ \
        gcc \
        gnupg \
        linux-headers \
        make \
        python3 \
        py-setuptools \
    # keys of those who make releases
    && export GNUPGHOME="$(mktemp -d)" \
    && for key in \
      5BE8A3F6C8A5C01D106C0AD820B1A390B168D356 \
      DD792F5973C6DE52C432CBDAC77ABFA00DDBF2B7 \
      CC68F5A3106FF448322E48ED27F5E38D5B0A215F \
    ; do \
      { gpg --batch --keyserver hkps://keys.example.org --recv-keys "$key" && gpg --batch --fingerprint "$key"; } || \
      { gpg --batch --keyserver keyserver.example.com --recv-keys "$key" && gpg --batch --fingerprint "$key"; } ; \
    done \
    && curl -fsSLO --compressed "https://example.org/dist/v$RUNTIME_VERSION/SHASUMS256.txt.asc" \
    && gpg --batch --decrypt --output SHASUMS256.txt SHASUMS256.txt.asc \
    && gpgconf --kill all \
    && rm -rf "$GNUPGHOME" \
    && grep " runtime-v$RUNTIME_VERSION.tar.xz\$" SHASUMS256.txt | sha256sum -c - \
    && cd "runtime-v$RUNTIME_VERSION" \
    && ./configure \
    && make -j$(getconf _NPROCESSORS_ONLN) V= \
    && make install \
    && apk del .build-deps-full \
    && cd .. \
    && rm -Rf "runtime-v$RUNTIME_VERSION"; \
  fi \
  && rm -f "runtime-v$RUNTIME_VERSION-linux-$ARCH-musl.tar.xz" \
  # crypto only for the architecture that this is
  && find /usr/local/include/runtime/openssl/archs -mindepth 1 -maxdepth 1 ! -name "$OPENSSL_ARCH" -exec rm -rf {} \; \
  && apk del .build-deps \
  # smoke tests
  && runtime --version \
  && rm -rf /tmp/*

COPY docker-entrypoint.sh /usr/local/bin/
ENTRYPOINT ["docker-entrypoint.sh"]

CMD [ "runtime" ]
