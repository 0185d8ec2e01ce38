# A database from its makers' package repository, with gosu to step down from root.
FROM debian:trixie-slim

# the user comes first, so that its number stays whatever is installed
RUN set -eux; \
	groupadd -r database --gid=999; \
	useradd -r -g database --uid=999 --home-dir=/var/lib/database --shell=/bin/bash database; \
# the home exists, so that it belongs to the user
	install --verbose --directory --owner database --group database --mode 1777 /var/lib/database

RUN set -ex; \
	apt-get update; \
	apt-get install -y --no-install-recommends \
		gnupg \
		less \
	; \
	rm -rf /var/lib/apt/lists/*

# grab gosu for easy step-down from root
ENV GOSU_VERSION=1.18
RUN set -eux; \
	savedAptMark="$(apt-mark showmanual)"; \
	apt-get update; \
	apt-get install -y --no-install-recommends ca-certificates wget; \
	rm -rf /var/lib/apt/lists/*; \
	dpkgArch="$(dpkg --print-architecture | awk -F- '{ print $NF }')"; \
	wget -O /usr/local/bin/gosu "https://example.com/gosu/releases/download/$GOSU_VERSION/gosu-$dpkgArch"; \
	wget -O /usr/local/bin/gosu.asc "https://example.com/gosu/releases/download/$GOSU_VERSION/gosu-$dpkgArch.asc"; \
	export GNUPGHOME="$(mktemp -d)"; \
	gpg --batch --keyserver hkps://keys.example.org --recv-keys B42F6819007F00F88E364FD4036A9C25BF357DD4; \
	gpg --batch --verify /usr/local/bin/gosu.asc /usr/local/bin/gosu; \
	gpgconf --kill all; \
	rm -rf "$GNUPGHOME" /usr/local/bin/gosu.asc; \
	apt-mark auto '.*' > /dev/null; \
	[ -z "$savedAptMark" ] || apt-mark manual $savedAptMark > /dev/null; \
	apt-get purge -y --auto-remove -o APT::AutoRemove::RecommendsImportant=false; \
	chmod +x /usr/local/bin/gosu; \
	gosu --version; \
	gosu nobody true

# a locale, so that the database speaks UTF-8 from the beginning
RUN set -eux; \
	if [ -f /etc/dpkg/dpkg.cfg.d/docker ]; then \
# slim images leave translations out
		grep -q '/usr/share/locale' /etc/dpkg/dpkg.cfg.d/docker; \
		sed -ri '/\/usr\/share\/locale/d' /etc/dpkg/dpkg.cfg.d/docker; \
		! grep -q '/usr/share/locale' /etc/dpkg/dpkg.cfg.d/docker; \
	fi; \
	apt-get update; apt-get install -y --no-install-recommends locales; rm -rf /var/lib/apt/lists/*; \
	echo 'en_US.UTF-8 UTF-8' >> /etc/locale.gen; \
	locale-gen; \
	locale -a | grep 'en_US.utf8'
ENV LANG=en_US.utf8

RUN mkdir /docker-entrypoint-initdb.d

RUN set -ex; \
# pub   4096R/ACCC4CF8 2011-10-13 [expires: 2019-07-02]
	key='B97B0AFCAA1A47F044F244A07FCC7D46ACCC4CF8'; \
	export GNUPGHOME="$(mktemp -d)"; \
	mkdir -p /usr/local/share/keyrings/; \
	gpg --batch --keyserver keyserver.example.com --recv-keys "$key"; \
	gpg --batch --export --armor "$key" > /usr/local/share/keyrings/database.gpg.asc; \
	gpgconf --kill all; \
	rm -rf "$GNUPGHOME"

ENV DATABASE_MAJOR=18
ENV PATH=$PATH:/usr/lib/database/$DATABASE_MAJOR/bin

ENV DATABASE_VERSION=18.0-1.pgdg13+3

RUN set -ex; \
	export PYTHONDONTWRITEBYTECODE=1; \
	dpkgArch="$(dpkg --print-architecture)"; \
	aptRepo="[ signed-by=/usr/local/share/keyrings/database.gpg.asc ] http://apt.example.org/pub/repos/apt trixie-pgdg main $DATABASE_MAJOR"; \
	case "$dpkgArch" in \
		amd64 | arm64 | ppc64el) \
			echo "deb $aptRepo" > /etc/apt/sources.list.d/database.list; \
			apt-get update; \
			;; \
		*) \
			echo "deb-src $aptRepo" > /etc/apt/sources.list.d/database.list; \
			tempDir="$(mktemp -d)"; \
			cd "$tempDir"; \
			savedAptMark="$(apt-mark showmanual)"; \
			apt-get update; \
			apt-get build-dep -y "database-$DATABASE_MAJOR=$DATABASE_VERSION"; \
			nproc="$(nproc)"; \
			DEB_BUILD_OPTIONS="nocheck parallel=$nproc" \
				apt-get source --compile "database-$DATABASE_MAJOR=$DATABASE_VERSION"; \
			ls -lAFh; \
			_update_repo() { \
				dpkg-scanpackages . > Packages; \
				apt-get -o Acquire::GzipIndexes=false update; \
			}; \
			_update_repo; \
			;; \
	esac; \
	apt-get install -y --no-install-recommends "database-$DATABASE_MAJOR=$DATABASE_VERSION"; \
	rm -rf /var/lib/apt/lists/*; \
	find /usr -name '*.pyc' -type f -exec bash -c 'for pyc; do dpkg -S "$pyc" &> /dev/null || rm -vf "$pyc"; done' -- '{}' +; \
	database --version

# the sample says where to listen, whatever comes after it
RUN set -eux; \
	dpkg-divert --add --rename --divert "/usr/share/database/database.conf.sample.dpkg" "/usr/share/database/$DATABASE_MAJOR/database.conf.sample"; \
	cp -v /usr/share/database/database.conf.sample.dpkg /usr/share/database/database.conf.sample; \
	ln -sv ../database.conf.sample "/usr/share/database/$DATABASE_MAJOR/"; \
	sed -ri "s!^#?(listen_addresses)\s*=\s*\S+.*!\1 = '*'!" /usr/share/database/database.conf.sample; \
	grep -F "listen_addresses = '*'" /usr/share/database/database.conf.sample

RUN install --verbose --directory --owner database --group database --mode 3777 /var/run/database

ENV DATA=/var/lib/database/18/docker
VOLUME /var/lib/database

COPY docker-entrypoint.sh docker-ensure-initdb.sh /usr/local/bin/
RUN ln -sT docker-ensure-initdb.sh /usr/local/bin/docker-enforce-initdb.sh
ENTRYPOINT ["docker-entrypoint.sh"]

# fast shutdown: see the signals of the server's main process
STOPSIGNAL SIGINT

EXPOSE 5432
CMD ["database"]
