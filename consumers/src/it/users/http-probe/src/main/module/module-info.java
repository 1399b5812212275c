module com.example.asking {
    requires com.example.checks;
    requires io.plimsoll.http;
}
