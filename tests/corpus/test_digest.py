"""The digest that names a model's weights."""

from pathlib import Path

from corpus.embeddings import sampled_digest


def test_a_digest_tells_names_sizes_and_content_apart(tmp_path: Path) -> None:
    file = tmp_path / "weights.bin"
    digests = []
    for content in (b"", b"a", b"b", b"a" * 3_000_000, b"a" * 2_999_999 + b"b", b"a" * 3_000_001):
        file.write_bytes(content)
        digests.append(sampled_digest([file]))
    digests.append(sampled_digest([file.rename(tmp_path / "other.bin")]))
    assert len(set(digests)) == len(digests)
    assert all(len(digest) == 12 for digest in digests)
