resource "terraform_data" "x" { input = toset(["a"])[0] }
