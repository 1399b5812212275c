module com.example.jdbc {
    requires com.example.checks;
    requires com.zaxxer.hikari;
    requires io.plimsoll.health.jdbc;
}
