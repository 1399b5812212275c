package io.plimsoll.rules.broken.http.endpoint;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;

final class BreaksCircuits {
    final CircuitBreaker held;

    BreaksCircuits(CircuitBreaker held) {
        this.held = held;
    }
}
