module com.example.redis {
    requires com.example.checks;
    requires io.plimsoll.health.redis;
}
