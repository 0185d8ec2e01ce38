# A store compiled from its sources on alpine; build dependencies go again in the same layer.
FROM alpine:3.22

# the same numbers on every host
RUN set -eux; \
	addgroup -S -g 1000 store; \
	adduser -S -G store -u 999 store

# tini-like helpers and time zones
RUN set -eux; \
	apk add --no-cache \
		su-exec \
		tzdata \
	;

ENV STORE_DOWNLOAD_URL=https://download.example.com/store-8.2.1.tar.gz
ENV STORE_DOWNLOAD_SHA=e2ce9ceb1f6b1a2f2a3ea9f5bfd1c7ce4d0e4a9d5a4ba7d49eda8ba5ac4c3c51

RUN set -eux; \
	\
	apk add --no-cache --virtual .build-deps \
		coreutils \
		dpkg-dev dpkg \
		gcc \
		linux-headers \
		make \
		musl-dev \
		openssl-dev \
		wget \
	; \
	\
	wget -O store.tar.gz "$STORE_DOWNLOAD_URL"; \
	echo "$STORE_DOWNLOAD_SHA *store.tar.gz" | sha256sum -c -; \
	mkdir -p /usr/src/store; \
	tar -xzf store.tar.gz -C /usr/src/store --strip-components=1; \
	rm store.tar.gz; \
	\
# protected mode makes no sense where nothing is reachable unless somebody says so
	grep -E '^ *createBoolConfig[(]"protected-mode",.*, *1 *,.*[)],$' /usr/src/store/src/config.c; \
	sed -ri 's!^( *createBoolConfig[(]"protected-mode",.*, *)1( *,.*[)],)$!\10\2!' /usr/src/store/src/config.c; \
	\
	gnuArch="$(dpkg-architecture --query DEB_BUILD_GNU_TYPE)"; \
	extraJemallocConfigureFlags="--build=$gnuArch"; \
	dpkgArch="$(dpkg --print-architecture)"; \
	case "${dpkgArch##*-}" in \
		amd64 | i386 | x32) extraJemallocConfigureFlags="$extraJemallocConfigureFlags --with-lg-page=12" ;; \
		*) extraJemallocConfigureFlags="$extraJemallocConfigureFlags --with-lg-page=16" ;; \
	esac; \
	export BUILD_TLS=yes; \
	make -C /usr/src/store -j "$(nproc)" all; \
	make -C /usr/src/store install; \
	\
	serverMd5="$(md5sum /usr/local/bin/store-server | cut -d' ' -f1)"; export serverMd5; \
	find /usr/local/bin/store* -maxdepth 0 \
		-type f -not -name store-server \
		-exec sh -eux -c ' \
			md5="$(md5sum "$1" | cut -d" " -f1)"; \
			test "$md5" = "$serverMd5"; \
		' -- '{}' ';' \
		-exec ln -svfT 'store-server' '{}' ';' \
	; \
	\
	rm -r /usr/src/store; \
	\
	runDeps="$( \
		scanelf --needed --nobanner --format '%n#p' --recursive /usr/local \
			| tr ',' '\n' \
			| sort -u \
			| awk 'system("[ -e /usr/local/lib/" $1 " ]") == 0 { next } { print "so:" $1 }' \
	)"; \
	apk add --no-network --virtual .store-rundeps $runDeps; \
	apk del --no-network .build-deps; \
	\
	store-cli --version; \
	store-server --version

RUN mkdir /data && chown store:store /data
VOLUME /data
WORKDIR /data

COPY docker-entrypoint.sh /usr/local/bin/
ENTRYPOINT ["docker-entrypoint.sh"]

EXPOSE 6379
CMD ["store-server"]
