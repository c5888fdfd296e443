"""Training of the onrecord encoder: one small network that reads English news for every stage.

The road of the data, and the file that holds each step:

    corpora.py    the annotated files, read into plain `Article`s; nothing is rewritten
    augment.py    other names for the people and places of an article, the same name everywhere
    pieces.py     text -> word pieces with their offsets, shapes, gaps and quotation-mark states
    windows.py    pieces -> windows of whole paragraphs; batches of windows
    body.py       six transformer layers: windows -> one vector per piece
    crf.py        labels of neighbours depend on each other: a linear-chain CRF
    links.py      scores between spans: content to cue, to source, to its other half; mention to antecedent
    stance.py     scores of a pair (holder, target) and of a target alone
    attitudes.py  who is for or against whom: a decision about each pair of mentions
    model.py      body and heads in one module
    tasks.py      for each corpus: what a batch is and what its loss is
    articles.py   the same for articles annotated whole
    train.py      the loop; checkpoints, resume, one command per experiment
    decode.py     labels and scores -> spans and records: the reference for the Rust side
    predict.py    whole documents through a model
    evaluate.py   development figures by the shared scorers
    quantise.py   what int8 does to weights and activations, in floating point
    export.py     one flat file of weights; a parity file for the other implementation
    average.py    the mean of models
    product.py    development figures of the installed package
    confidence.py what the confidence of quotes and of stance is worth
"""
