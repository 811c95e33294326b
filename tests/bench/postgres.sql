-- The peer: an event store in PostgreSQL as one would write it, with an expected revision.
-- It has neither tags to find events by nor request ids; both would cost it more.
CREATE TABLE streams (
  name text PRIMARY KEY,
  revision bigint NOT NULL
);

CREATE TABLE events (
  position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  recorded_at timestamptz NOT NULL DEFAULT now(),
  stream text NOT NULL,
  revision bigint NOT NULL,
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  type text NOT NULL,
  tags text[] NOT NULL,
  payload bytea NOT NULL,
  UNIQUE (stream, revision)
);

-- Appends events of one type to a stream that has the expected revision, all or nothing,
-- and returns the position of the last.
CREATE FUNCTION append(p_stream text, p_expected bigint, p_type text, p_tags text[],
                       p_payloads bytea[]) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  count bigint := cardinality(p_payloads);
BEGIN
  IF p_expected = 0 THEN
    INSERT INTO streams VALUES (p_stream, count) ON CONFLICT DO NOTHING;
  ELSE
    UPDATE streams SET revision = revision + count
      WHERE name = p_stream AND revision = p_expected;
  END IF;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'wrong revision of %', p_stream USING ERRCODE = 'serialization_failure';
  END IF;
  INSERT INTO events (stream, revision, type, tags, payload)
    SELECT p_stream, p_expected + i, p_type, p_tags, payload
    FROM unnest(p_payloads) WITH ORDINALITY AS each (payload, i);
  RETURN currval('events_position_seq');
END $$;

CREATE FUNCTION append(p_stream text, p_expected bigint, p_type text, p_tags text[],
                       p_payload bytea) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  last bigint;
BEGIN
  IF p_expected = 0 THEN
    INSERT INTO streams VALUES (p_stream, 1) ON CONFLICT DO NOTHING;
  ELSE
    UPDATE streams SET revision = revision + 1
      WHERE name = p_stream AND revision = p_expected;
  END IF;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'wrong revision of %', p_stream USING ERRCODE = 'serialization_failure';
  END IF;
  INSERT INTO events (stream, revision, type, tags, payload)
    VALUES (p_stream, p_expected + 1, p_type, p_tags, p_payload)
    RETURNING position INTO last;
  RETURN last;
END $$;
