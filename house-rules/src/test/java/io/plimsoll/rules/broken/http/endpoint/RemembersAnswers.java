package io.plimsoll.rules.broken.http.endpoint;

import com.github.benmanes.caffeine.cache.Cache;

final class RemembersAnswers {
    final Cache<String, String> held;

    RemembersAnswers(Cache<String, String> held) {
        this.held = held;
    }
}
