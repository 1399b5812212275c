package io.plimsoll.rules.broken.health;

public interface Word {}
