module poolscope/groundtruth/harness

go 1.26
