# A web server from source on debian; what its programs need is found by looking at them.
FROM debian:trixie-slim

# /usr/local/server, out of the way of what a distribution has
ENV SERVER_PREFIX=/usr/local/server
ENV PATH=$SERVER_PREFIX/bin:$PATH
RUN mkdir -p "$SERVER_PREFIX" \
	&& chown www-data:www-data "$SERVER_PREFIX"
WORKDIR $SERVER_PREFIX

RUN set -eux; \
	apt-get update; \
	apt-get install -y --no-install-recommends \
		ca-certificates \
		libaprutil1-ldap \
		libldap-common \
	; \
	apt-get dist-clean

ENV SERVER_VERSION=2.4.65
ENV SERVER_SHA256=58b8be97d9940ec17f7656c0c6b9f41b618aac468b894b534148e3296c53b8b3

# patches that are not in a release yet
ENV SERVER_PATCHES=""

RUN set -eux; \
	\
	savedAptMark="$(apt-mark showmanual)"; \
	apt-get update; \
	apt-get install -y --no-install-recommends \
		bzip2 \
		dpkg-dev \
		gcc \
		gnupg \
		libapr1-dev \
		libpcre2-dev \
		libssl-dev \
		make \
		patch \
		wget \
		zlib1g-dev \
	; \
	\
	ddist() { \
		local f="$1"; shift; \
		local distFile="$1"; shift; \
		local success=; \
		local distUrl=; \
		for distUrl in \
			'https://www.example.org/dyn/closer.cgi?action=download&filename=' \
			https://downloads.example.org/ \
			https://archive.example.org/dist/ \
		; do \
			if wget -O "$f" "$distUrl$distFile" && [ -s "$f" ]; then \
				success=1; \
				break; \
			fi; \
		done; \
		[ -n "$success" ]; \
	}; \
	\
	ddist 'server.tar.bz2' "server/server-$SERVER_VERSION.tar.bz2"; \
	echo "$SERVER_SHA256 *server.tar.bz2" | sha256sum -c -; \
	ddist 'server.tar.bz2.asc' "server/server-$SERVER_VERSION.tar.bz2.asc"; \
	export GNUPGHOME="$(mktemp -d)"; \
	for key in \
# gpg: key 995E35221AD84DFF: public key "one of them" imported
		B9E8213AEFB861AF35A41F2C995E35221AD84DFF \
# gpg: key 7DEB8D78F84C8D3F: public key "another" imported
		A93D62ECC3C8EA12DB220EC934EA76E6791485A8 \
	; do \
		gpg --batch --keyserver hkps://keys.example.org --recv-keys "$key"; \
	done; \
	gpg --batch --verify server.tar.bz2.asc server.tar.bz2; \
	command -v gpgconf && gpgconf --kill all || :; \
	rm -rf "$GNUPGHOME" server.tar.bz2.asc; \
	\
	mkdir -p src; \
	tar -xf server.tar.bz2 -C src --strip-components=1; \
	rm server.tar.bz2; \
	cd src; \
	\
	gnuArch="$(dpkg-architecture --query DEB_BUILD_GNU_TYPE)"; \
	CFLAGS="$(dpkg-buildflags --get CFLAGS)"; \
	LDFLAGS="$(dpkg-buildflags --get LDFLAGS)"; \
	./configure \
		--build="$gnuArch" \
		--prefix="$SERVER_PREFIX" \
		--enable-mods-shared=reallyall \
		--enable-mpms-shared=all \
		CFLAGS="-pipe $CFLAGS" \
		LDFLAGS="-Wl,--as-needed $LDFLAGS" \
	; \
	make -j "$(nproc)"; \
	make install; \
	\
	cd ..; \
	rm -r src man manual; \
	\
	sed -ri \
		-e 's!^(\s*CustomLog)\s+\S+!\1 /proc/self/fd/1!g' \
		-e 's!^(\s*ErrorLog)\s+\S+!\1 /proc/self/fd/2!g' \
		"$SERVER_PREFIX/conf/server.conf" \
	; \
	\
	apt-mark auto '.*' > /dev/null; \
	[ -z "$savedAptMark" ] || apt-mark manual $savedAptMark; \
	find /usr/local -type f -executable -exec ldd '{}' ';' \
		| awk '/=>/ { so = $(NF-1); if (index(so, "/usr/local/") == 1) { next }; gsub("^/(usr/)?", "", so); printf "*%s\n", so }' \
		| sort -u \
		| xargs -rt dpkg-query --search \
		| awk 'sub(":$", "", $1) { print $1 }' \
		| sort -u \
		| xargs -r apt-mark manual \
	; \
	apt-get purge -y --auto-remove -o APT::AutoRemove::RecommendsImportant=false; \
	server -v

STOPSIGNAL SIGWINCH

COPY server-foreground /usr/local/bin/

EXPOSE 80
CMD ["server-foreground"]
