//! The libraries of the compiled languages, by the names under which Python imports them.

use crate::shell::programs::script::bundled::Bundled;

macro_rules! library {
    ($($name:literal $file:literal),* $(,)?) => {
        static LIBRARY: &[Bundled] = &[
            $(Bundled { name: $name, text: include_str!(concat!("library/", $file)), installed: false },)*
        ];
    };
}

library! {
    "_c_core" "c/core.py",
    "_go_bufio" "go/bufio.py",
    "_go_bytes" "go/bytes.py",
    "_go_context" "go/context.py",
    "_go_core" "go/core.py",
    "_go_crypto_sha256" "go/crypto_sha256.py",
    "_go_encoding_base64" "go/encoding_base64.py",
    "_go_encoding_hex" "go/encoding_hex.py",
    "_go_encoding_json" "go/json.py",
    "_go_errors" "go/errors.py",
    "_go_flag" "go/flag.py",
    "_go_fmt" "go/fmt.py",
    "_go_github_com_gin_gonic_gin" "go/gin.py",
    "_go_github_com_go_chi_chi" "go/chi.py",
    "_go_github_com_go_chi_chi_middleware" "go/chi_middleware.py",
    "_go_github_com_gofiber_fiber" "go/fiber.py",
    "_go_github_com_gofiber_fiber_middleware_cors" "go/fiber_middleware.py",
    "_go_github_com_gofiber_fiber_middleware_logger" "go/fiber_middleware.py",
    "_go_github_com_gofiber_fiber_middleware_recover" "go/fiber_middleware.py",
    "_go_github_com_google_uuid" "go/google_uuid.py",
    "_go_github_com_gorilla_mux" "go/mux.py",
    "_go_github_com_joho_godotenv" "go/godotenv.py",
    "_go_github_com_labstack_echo" "go/echo.py",
    "_go_github_com_labstack_echo_middleware" "go/echo_middleware.py",
    "_go_github_com_sirupsen_logrus" "go/logrus.py",
    "_go_github_com_stretchr_testify_assert" "go/testify_assert.py",
    "_go_github_com_stretchr_testify_require" "go/testify_require.py",
    "_go_input" "go/input.py",
    "_go_io" "go/io.py",
    "_go_io_ioutil" "go/io_ioutil.py",
    "_go_json" "go/json.py",
    "_go_log" "go/log.py",
    "_go_maps" "go/maps.py",
    "_go_math" "go/math.py",
    "_go_math_rand" "go/math_rand.py",
    "_go_net_http" "go/net_http.py",
    "_go_net_http_httptest" "go/httptest.py",
    "_go_os" "go/os.py",
    "_go_os_signal" "go/os_signal.py",
    "_go_path" "go/path_filepath.py",
    "_go_path_filepath" "go/path_filepath.py",
    "_go_reflect" "go/reflect.py",
    "_go_router" "go/router.py",
    "_go_runtime" "go/runtime.py",
    "_go_slices" "go/slices.py",
    "_go_sort" "go/sort.py",
    "_go_strconv" "go/strconv.py",
    "_go_strings" "go/strings.py",
    "_go_sync" "go/sync.py",
    "_go_sync_atomic" "go/sync_atomic.py",
    "_go_syscall" "go/syscall.py",
    "_go_testify" "go/testify.py",
    "_go_testing" "go/testing.py",
    "_go_time" "go/time.py",
    "_java_core" "java/core.py",
    "_java_program" "java/program.py",
    "_java_system" "java/system.py",
    "_java_text" "java/text.py",
    "_java_util" "java/util.py",
    "_java_web" "java/web.py",
    "_rust_collections" "rust/collections.py",
    "_rust_core" "rust/core.py",
    "_rust_iter" "rust/iter.py",
    "_rust_json" "rust/json.py",
    "_rust_system" "rust/system.py",
    "_rust_tests" "rust/tests.py",
    "_rust_text" "rust/text.py",
    "_rust_web" "rust/web.py",
}

/// The module of this name.
pub fn bundled(name: &str) -> Option<&'static Bundled> {
    LIBRARY.iter().find(|module| module.name == name)
}

/// The name under which a package of Go's stands here: its path without a major version.
pub fn of_go(path: &str) -> String {
    let is_major = |part: &&str| part.strip_prefix('v').is_none_or(|rest| rest.parse::<u32>().is_err());
    let parts: Vec<&str> = path.split('/').filter(is_major).collect();
    format!("_go_{}", parts.join("_").replace(['.', '-'], "_"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packages_are_found_by_their_paths() {
        assert_eq!(of_go("github.com/labstack/echo/v4/middleware"), "_go_github_com_labstack_echo_middleware");
        assert_eq!(of_go("net/http"), "_go_net_http");
        assert!(bundled(&of_go("math/rand/v2")).is_some());
    }
}
