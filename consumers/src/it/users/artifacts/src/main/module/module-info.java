module com.example.artifacts {
    requires com.example.checks;
    requires io.plimsoll.health.jdbc;
    requires io.plimsoll.health.redis;
    requires io.plimsoll.http;
    requires io.plimsoll.resilience;
}
