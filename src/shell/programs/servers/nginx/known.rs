//! Which directives there are, where they may stand, and how many words they take (nginx, "Alphabetical index of
//! directives").

use super::directive::{Directive, Wrong};

/// What a directive stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Context {
    Main,
    Events,
    Http,
    Server,
    Location,
    Upstream,
    /// `if` in a server, and in a location.
    ServerIf,
    LocationIf,
    Limit,
    /// `types`, `map`, `geo` …: words of one's own.
    Free,
}

impl Context {
    fn letter(self) -> char {
        match self {
            Context::Main => 'm',
            Context::Events => 'e',
            Context::Http => 'h',
            Context::Server => 's',
            Context::Location => 'l',
            Context::Upstream => 'u',
            Context::ServerIf => 'i',
            Context::LocationIf => 'j',
            Context::Limit => 'x',
            Context::Free => '-',
        }
    }
}

/// Contexts by letter, the number of words (`1`, `1-2`, `1+`, `on`: on or off, with `{` where a block follows), names.
const TABLE: &[(&str, &str, &str)] = &[
    ("m", "on", "daemon master_process pcre_jit"),
    ("m", "1-2", "user thread_pool"),
    (
        "m",
        "1",
        "pid worker_processes worker_rlimit_nofile worker_rlimit_core env load_module lock_file worker_priority \
     timer_resolution working_directory worker_shutdown_timeout",
    ),
    ("m", "1+", "worker_cpu_affinity"),
    ("mhsl", "1+", "error_log"),
    ("mehsluijx", "1", "include"),
    ("m", "0{", "events http stream mail"),
    ("e", "1", "worker_connections use debug_connection accept_mutex_delay"),
    ("e", "on", "multi_accept accept_mutex"),
    ("h", "0{", "server"),
    ("h", "1{", "upstream"),
    ("h", "2{", "map split_clients"),
    ("h", "1-2{", "geo"),
    ("hsl", "0{", "types"),
    ("h", "2+", "log_format proxy_cache_path fastcgi_cache_path"),
    (
        "h",
        "1",
        "server_names_hash_bucket_size server_names_hash_max_size map_hash_bucket_size map_hash_max_size \
     variables_hash_bucket_size variables_hash_max_size",
    ),
    ("h", "2+", "limit_req_zone limit_conn_zone"),
    ("s", "1-2{", "location"),
    ("l", "1-2{", "location"),
    ("sl", "1+{", "if"),
    ("l", "1+{", "limit_except"),
    ("s", "1+", "listen server_name"),
    ("hslijx", "1+", "access_log"),
    ("hslj", "1", "root"),
    ("l", "1", "alias"),
    ("hsl", "1+", "index"),
    ("sl", "2+", "try_files"),
    ("slij", "1-2", "return"),
    ("slij", "2-3", "rewrite"),
    ("slij", "2", "set"),
    ("slij", "0", "break"),
    ("hslij", "on", "rewrite_log uninitialized_variable_warn"),
    ("hslj", "2+", "error_page"),
    ("hslj", "2-3", "add_header add_trailer"),
    ("hslj", "1-2", "expires"),
    ("l", "0", "internal"),
    ("hslx", "1", "allow deny auth_basic auth_basic_user_file"),
    (
        "hsl",
        "1",
        "default_type satisfy auth_request client_max_body_size client_body_buffer_size client_body_timeout \
     send_timeout types_hash_max_size types_hash_bucket_size resolver_timeout gzip_comp_level gzip_min_length \
     gzip_http_version gzip_static keepalive_requests keepalive_time keepalive_disable limit_rate limit_rate_after \
     lingering_close lingering_time lingering_timeout server_tokens charset source_charset aio directio \
     directio_alignment output_buffers read_ahead if_modified_since max_ranges sendfile_max_chunk autoindex_format \
     disable_symlinks open_file_cache_min_uses open_file_cache_valid client_body_in_file_only sub_filter_last_modified \
     limit_req_status limit_req_log_level limit_conn_status limit_conn_log_level auth_delay ssi_types",
    ),
    ("hslj", "on", "sendfile gzip"),
    (
        "hsl",
        "on",
        "autoindex autoindex_exact_size autoindex_localtime tcp_nopush tcp_nodelay gzip_vary gunzip etag \
     log_not_found log_subrequest port_in_redirect absolute_redirect server_name_in_redirect recursive_error_pages \
     reset_timedout_connection chunked_transfer_encoding msie_padding client_body_in_single_buffer sub_filter_once ssi \
     open_file_cache_errors override_charset limit_req_dry_run",
    ),
    (
        "hsl",
        "1+",
        "gzip_types gzip_proxied gzip_disable resolver client_body_temp_path open_file_cache charset_types \
     sub_filter_types limit_req",
    ),
    ("hsl", "1-2", "keepalive_timeout open_log_file_cache"),
    ("hsl", "2", "gzip_buffers sub_filter limit_conn"),
    ("hs", "1", "client_header_buffer_size client_header_timeout connection_pool_size request_pool_size"),
    ("hs", "on", "merge_slashes underscores_in_headers ignore_invalid_headers http2 http3"),
    ("hs", "2", "large_client_header_buffers"),
    (
        "hs",
        "1",
        "ssl_certificate ssl_certificate_key ssl_ciphers ssl_session_timeout ssl_dhparam ssl_trusted_certificate \
     ssl_client_certificate ssl_verify_client ssl_verify_depth ssl_ecdh_curve ssl_buffer_size ssl_crl ssl_password_file",
    ),
    ("hs", "1+", "ssl_protocols"),
    ("hs", "1-2", "ssl_session_cache"),
    ("hs", "on", "ssl_prefer_server_ciphers ssl_session_tickets ssl_stapling ssl_stapling_verify ssl_early_data"),
    ("hsl", "1+", "set_real_ip_from real_ip_header"),
    ("hsl", "on", "real_ip_recursive"),
    ("ljx", "1", "proxy_pass"),
    ("lj", "1", "fastcgi_pass uwsgi_pass scgi_pass grpc_pass memcached_pass"),
    ("hsl", "2", "proxy_set_header proxy_buffers fastcgi_buffers grpc_set_header uwsgi_buffers"),
    (
        "hsl",
        "on",
        "proxy_buffering proxy_request_buffering proxy_pass_request_headers proxy_pass_request_body \
     proxy_intercept_errors proxy_ignore_client_abort proxy_ssl_verify proxy_ssl_server_name proxy_ssl_session_reuse \
     proxy_socket_keepalive proxy_force_ranges proxy_cache_lock proxy_cache_revalidate proxy_cache_background_update \
     fastcgi_buffering fastcgi_intercept_errors fastcgi_keep_conn uwsgi_buffering",
    ),
    ("hsl", "1-2", "proxy_redirect proxy_temp_path fastcgi_temp_path uwsgi_temp_path scgi_temp_path"),
    ("hsl", "2+", "proxy_cookie_path proxy_cookie_domain proxy_cookie_flags"),
    (
        "hsl",
        "1",
        "proxy_http_version proxy_read_timeout proxy_connect_timeout proxy_send_timeout proxy_buffer_size \
     proxy_busy_buffers_size proxy_cache proxy_cache_key proxy_cache_min_uses proxy_hide_header proxy_pass_header \
     proxy_max_temp_file_size proxy_temp_file_write_size proxy_method proxy_set_body proxy_store proxy_next_upstream_tries \
     proxy_next_upstream_timeout proxy_ssl_name proxy_ssl_certificate proxy_ssl_certificate_key proxy_ssl_ciphers \
     proxy_ssl_trusted_certificate proxy_limit_rate proxy_headers_hash_max_size proxy_headers_hash_bucket_size \
     proxy_cache_lock_timeout proxy_cache_lock_age fastcgi_index fastcgi_buffer_size fastcgi_busy_buffers_size \
     fastcgi_read_timeout fastcgi_connect_timeout fastcgi_send_timeout fastcgi_hide_header fastcgi_pass_header fastcgi_cache \
     fastcgi_cache_key uwsgi_read_timeout uwsgi_send_timeout uwsgi_connect_timeout grpc_read_timeout grpc_send_timeout",
    ),
    ("l", "1", "fastcgi_split_path_info"),
    (
        "hsl",
        "1+",
        "proxy_cache_valid proxy_cache_bypass proxy_cache_use_stale proxy_cache_methods proxy_no_cache proxy_bind \
     proxy_next_upstream proxy_ignore_headers proxy_ssl_protocols fastcgi_cache_valid fastcgi_cache_bypass fastcgi_no_cache \
     fastcgi_cache_use_stale fastcgi_ignore_headers fastcgi_next_upstream",
    ),
    ("hsl", "2-3", "fastcgi_param uwsgi_param scgi_param"),
    ("sl", "0-1", "stub_status"),
    ("l", "0", "empty_gif"),
    ("hsl", "1+", "mirror"),
    ("l", "1+", "dav_methods"),
    ("l", "on", "random_index"),
    ("u", "1+", "server keepalive hash"),
    ("u", "1", "keepalive_timeout keepalive_requests keepalive_time"),
    ("u", "0", "least_conn ip_hash"),
    ("u", "0-2", "random"),
    ("u", "1-2", "zone"),
];

/// Checks a directive; the context of its block, if it has one.
pub fn check(directive: &Directive, context: Context, opened: bool) -> Result<Option<Context>, Wrong> {
    let name = directive.name.as_str();
    let wrong = |words: String| Err(Wrong::at(&directive.place, words));
    let mut known = false;
    for (contexts, count, _) in TABLE.iter().filter(|(.., names)| names.split_whitespace().any(|own| own == name)) {
        known = true;
        if !contexts.contains(context.letter()) {
            continue;
        }
        let (count, block) = count.strip_suffix('{').map_or((*count, false), |count| (count, true));
        if !block && opened {
            return wrong(format!("directive \"{name}\" is not terminated by \";\""));
        }
        if block && !opened {
            return wrong(format!("directive \"{name}\" has no opening \"{{\""));
        }
        if !counts(count, directive.words.len()) {
            return wrong(format!("invalid number of arguments in \"{name}\" directive"));
        }
        let value = directive.words.first().map_or("", String::as_str);
        if count == "on" && !value.eq_ignore_ascii_case("on") && !value.eq_ignore_ascii_case("off") {
            return wrong(format!("invalid value \"{value}\" in \"{name}\" directive, it must be \"on\" or \"off\""));
        }
        return Ok(block.then(|| inside(name, context)));
    }
    match known {
        true => wrong(format!("\"{name}\" directive is not allowed here")),
        false => wrong(format!("unknown directive \"{name}\"")),
    }
}

fn counts(wanted: &str, words: usize) -> bool {
    if wanted == "on" {
        return words == 1;
    }
    if let Some(least) = wanted.strip_suffix('+').and_then(|least| least.parse::<usize>().ok()) {
        return words >= least;
    }
    let (least, most) = wanted.split_once('-').unwrap_or((wanted, wanted));
    let number = |text: &str| text.parse::<usize>().unwrap_or(0);
    (number(least)..=number(most)).contains(&words)
}

fn inside(name: &str, context: Context) -> Context {
    match (name, context) {
        ("events", _) => Context::Events,
        ("http", _) => Context::Http,
        // Servers of other protocols have words of their own.
        ("stream" | "mail", _) => Context::Free,
        ("server", _) => Context::Server,
        ("upstream", _) => Context::Upstream,
        ("location", _) => Context::Location,
        ("if", Context::Server) => Context::ServerIf,
        ("if", _) => Context::LocationIf,
        ("limit_except", _) => Context::Limit,
        _ => Context::Free,
    }
}
