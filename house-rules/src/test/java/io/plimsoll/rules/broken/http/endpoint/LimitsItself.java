package io.plimsoll.rules.broken.http.endpoint;

import com.netflix.concurrency.limits.Limit;

final class LimitsItself {
    final Limit limit;

    LimitsItself(Limit limit) {
        this.limit = limit;
    }
}
