module com.example.metrics {
    requires com.example.checks;
    requires io.plimsoll.health;
    requires micrometer.core;
}
