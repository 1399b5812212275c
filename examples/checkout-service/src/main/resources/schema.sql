CREATE TABLE orders (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    cart text NOT NULL,
    status text NOT NULL,
    idempotency_key text UNIQUE,
    placed_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE order_lines (
    order_id bigint NOT NULL REFERENCES orders (id),
    line integer NOT NULL,
    sku text NOT NULL,
    quantity integer NOT NULL CHECK (quantity > 0),
    PRIMARY KEY (order_id, line)
);

CREATE TABLE carts (
    id text PRIMARY KEY,
    items text NOT NULL,
    orders integer NOT NULL DEFAULT 0
);

-- Of the few that are not paid, so that to count them costs nothing.
CREATE INDEX orders_pending ON orders (placed_at) WHERE status = 'pending';
