package io.plimsoll.rules.broken.health.internal;

final class Hidden {}
