# A compiler comes from a stage of its own; the layers with its download do not stay.
FROM buildpack-deps:bookworm-scm AS build

ENV PATH=/usr/local/compiler/bin:$PATH

ENV COMPILER_VERSION=1.25.3

RUN set -eux; \
	now="$(date '+%s')"; \
	arch="$(dpkg --print-architecture)"; arch="${arch##*-}"; \
	url=; \
	case "$arch" in \
		'amd64') \
			url='https://dl.example.dev/compiler1.25.3.linux-amd64.tar.gz'; \
			sha256='0335f314b6e7bfe08c3d0cfaa7c19db961b7b99fb20be62b0a826c992ad14e0f'; \
			;; \
		'armhf') \
			url='https://dl.example.dev/compiler1.25.3.linux-armv6l.tar.gz'; \
			sha256='0c0a2ac1a8e0e6d1c3f9b2d4a1cd4fa6d96dbf61c62ef0d2ae0b2c3ba6cd6d0a'; \
			;; \
		*) echo >&2 "error: unsupported architecture '$arch' (likely packaging update needed)"; exit 1 ;; \
	esac; \
	\
	wget -O compiler.tgz.asc "$url.asc"; \
	wget -O compiler.tgz "$url" --progress=dot:giga; \
	echo "$sha256 *compiler.tgz" | sha256sum -c -; \
	\
	GNUPGHOME="$(mktemp -d)"; export GNUPGHOME; \
	gpg --batch --keyserver keyserver.example.com --recv-keys 'EB4C 1BFD 4F04 2F6D DDCC  EC91 7721 F63B D38B 4796'; \
	gpg --batch --keyserver keyserver.example.com --recv-keys '2F52 8D36 D67B 69ED F998  D857 78BD 6547 3CB3 BD13'; \
	gpg --batch --verify compiler.tgz.asc compiler.tgz; \
	gpgconf --kill all; \
	rm -rf "$GNUPGHOME" compiler.tgz.asc; \
	\
	tar -C /usr/local -xzf compiler.tgz; \
	rm compiler.tgz; \
	\
# files no younger than the release, so that nothing is compiled anew
	SOURCE_DATE_EPOCH="$(stat -c '%Y' /usr/local/compiler)"; \
	export SOURCE_DATE_EPOCH; \
	touchy="$(date -d "@$SOURCE_DATE_EPOCH" '+%Y%m%d%H%M.%S')"; \
	date --date "@$SOURCE_DATE_EPOCH" --rfc-2822; \
	[ "$SOURCE_DATE_EPOCH" -lt "$now" ]; \
	if [ "$arch" = 'armhf' ]; then \
		[ -s /usr/local/compiler/compiler.env ]; \
		before="$(compiler env GOARM)"; \
		[ "$before" != '7' ]; \
		sed -i -e '/^GOARM=/d' /usr/local/compiler/compiler.env; \
	fi; \
	\
	mkdir /target /target/usr /target/usr/local; \
	mv -vT /usr/local/compiler /target/usr/local/compiler; \
	ln -svfT /target/usr/local/compiler /usr/local/compiler; \
	touch -t "$touchy" /target/usr/local /target/usr /target; \
	\
	compiler version; \
	epoch="$(stat --format '%Y' /target/usr/local/compiler)"; \
	[ "$SOURCE_DATE_EPOCH" = "$epoch" ]; \
	find /target -newer /target/usr/local/compiler -exec sh -c 'ls -ld "$@" && exit "$#"' -- '{}' +

FROM buildpack-deps:bookworm-scm

# a C compiler for what is not pure
RUN set -eux; \
	apt-get update; \
	apt-get install -y --no-install-recommends \
		g++ \
		gcc \
		libc6-dev \
		make \
		pkg-config \
	; \
	rm -rf /var/lib/apt/lists/*

ENV COMPILER_VERSION=1.25.3

# the toolchain is the one that is here
ENV TOOLCHAIN=local

ENV CODE_PATH=/code
ENV PATH=$CODE_PATH/bin:/usr/local/compiler/bin:$PATH
COPY --from=build --link /target/ /
RUN mkdir -p "$CODE_PATH/src" "$CODE_PATH/bin" && chmod -R 1777 "$CODE_PATH"
WORKDIR $CODE_PATH
