module com.example.guards {
    requires com.example.checks;
    requires io.plimsoll.resilience;
}
