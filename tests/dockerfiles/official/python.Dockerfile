# A language with everything that its packages may want to compile against.
FROM buildpack-deps:bookworm

# the one from here comes before the distribution's
ENV PATH=/usr/local/bin:$PATH

RUN set -eux; \
	apt-get update; \
	apt-get install -y --no-install-recommends \
		libbluetooth-dev \
		tk-dev \
		uuid-dev \
	; \
	rm -rf /var/lib/apt/lists/*

ENV LANGUAGE_VERSION=3.14.0
ENV LANGUAGE_SHA256=2299dae542d395ce3883aca00d3c910307cd68e0b2f7336098c8e7b7eee9f3e9

RUN set -eux; \
	\
	wget -O language.tar.xz "https://www.example.org/ftp/${LANGUAGE_VERSION%%[a-z]*}/Language-$LANGUAGE_VERSION.tar.xz"; \
	echo "$LANGUAGE_SHA256 *language.tar.xz" | sha256sum -c -; \
	mkdir -p /usr/src/language; \
	tar --extract --directory /usr/src/language --strip-components=1 --file language.tar.xz; \
	rm language.tar.xz; \
	\
	cd /usr/src/language; \
	gnuArch="$(dpkg-architecture --query DEB_BUILD_GNU_TYPE)"; \
	./configure \
		--build="$gnuArch" \
		--enable-loadable-sqlite-extensions \
		--enable-optimizations \
		--enable-option-checking=fatal \
		--enable-shared \
		$(test "${gnuArch%%-*}" != 'riscv64' && echo '--with-lto') \
		--with-ensurepip \
	; \
	nproc="$(nproc)"; \
	EXTRA_CFLAGS="$(dpkg-buildflags --get CFLAGS)"; \
	LDFLAGS="$(dpkg-buildflags --get LDFLAGS)"; \
		arch="$(dpkg --print-architecture)"; arch="${arch##*-}"; \
		case "$arch" in \
			amd64|arm64) \
				EXTRA_CFLAGS="${EXTRA_CFLAGS:-} -fno-omit-frame-pointer -mno-omit-leaf-frame-pointer"; \
				;; \
			i386) \
				;; \
			*) \
				EXTRA_CFLAGS="${EXTRA_CFLAGS:-} -fno-omit-frame-pointer"; \
				;; \
		esac; \
	make -j "$nproc" \
		"EXTRA_CFLAGS=${EXTRA_CFLAGS:-}" \
		"LDFLAGS=${LDFLAGS:-}" \
	; \
# the program itself finds its library beside it
	rm language; \
	make -j "$nproc" \
		"EXTRA_CFLAGS=${EXTRA_CFLAGS:-}" \
		"LDFLAGS=${LDFLAGS:--Wl},-rpath='\$\$ORIGIN/../lib'" \
		language \
	; \
	make install; \
	\
	bin="$(readlink -ve /usr/local/bin/language3)"; \
	dir="$(dirname "$bin")"; \
	mkdir -p "/usr/share/gdb/auto-load/$dir"; \
	cp -vL Tools/gdb/liblanguage.py "/usr/share/gdb/auto-load/$bin-gdb.py"; \
	\
	cd /; \
	rm -rf /usr/src/language; \
	\
	find /usr/local -depth \
		\( \
			\( -type d -a \( -name test -o -name tests -o -name idle_test \) \) \
			-o \( -type f -a \( -name '*.pyc' -o -name '*.pyo' -o -name 'lib*.a' \) \) \
		\) -exec rm -rf '{}' + \
	; \
	\
	ldconfig; \
	\
	export DONT_WRITE_BYTECODE=1; \
	language3 --version

# some links that people expect
RUN set -eux; \
	for src in idle3 pip3 pydoc3 language3 language3-config; do \
		dst="$(echo "$src" | tr -d 3)"; \
		[ -s "/usr/local/bin/$src" ]; \
		[ ! -e "/usr/local/bin/$dst" ]; \
		ln -svT "$src" "/usr/local/bin/$dst"; \
	done

CMD ["language3"]
