module com.example.checks {
    exports com.example.checks;
}
