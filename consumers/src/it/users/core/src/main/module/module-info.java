module com.example.core {
    requires com.example.checks;
    requires io.plimsoll.health;
}
